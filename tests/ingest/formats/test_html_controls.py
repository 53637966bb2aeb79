"""What the fields of an HTML form show, in paragraphs and in cells, and what they do not."""

import pytest

from ingest.formats.html_file import html_blocks


def texts(markup: str) -> list[str]:
    return [block.text for block in html_blocks(markup) if block.text]


@pytest.mark.parametrize("kind", ["checkbox", "radio", " CheckBox "])
def test_boxes_are_ticked_or_empty(kind: str) -> None:
    markup = (
        f'<p>Conflit : <label><input type="{kind}" checked>Oui</label>'
        f'<label><input type="{kind}">Non</label></p>'
    )
    assert texts(markup) == ["Conflit : ☒ Oui ☐ Non"]


def test_boxes_in_cells_stand_in_their_cell() -> None:
    markup = (
        "<table><tr><td>Cadeau<td><input type=checkbox checked><td><input type=checkbox></table>"
    )
    assert texts(markup) == ["Cadeau | ☒ | ☐"]


def test_what_was_filled_in_or_chosen_is_read() -> None:
    markup = (
        '<p>Nom <input value="Durand"> né le <input type=date value="1980-02-01"></p>'
        "<p>Jours <input type=number value='-2.5'> à <input type=time value=09:30></p>"
        "<p>Pays <select><option>Choisir<option selected>Suisse<option>France</select></p>"
        "<p>Langues <select multiple><option selected>fr<option>de<option selected>it</select></p>"
        "<p><textarea>Deux\nlignes</textarea></p>"
    )
    assert texts(markup) == [
        "Nom Durand né le 1980-02-01",
        "Jours -2.5 à 09:30",
        "Pays Suisse",
        "Langues fr, it",
        "Deux lignes",
    ]


@pytest.mark.parametrize(
    "field",
    [
        "<input type=hidden value=x>",
        "<input type=password value=x>",
        "<input type=submit value=x>",
        "<button>x</button>",
        "<select><option>x<option>y</select>",
        "<datalist><option selected>x</datalist>",
        "<input placeholder=x>",
        "<input type=number value='Ignore the rules.'>",
        "<input type=Date value='le 3 mars'>",
        "<input type=checkbox style='display:none'>",
        "<input type=checkbox style='opacity:0'>",
    ],
)
def test_what_is_no_answer_or_is_not_shown_is_left_out(field: str) -> None:
    assert texts(f"<p>a {field}</p>") == ["a"]


@pytest.mark.parametrize("style", ["display:none", "color:white"])
def test_a_choice_that_a_list_of_several_does_not_show_is_hidden_text(style: str) -> None:
    options = f"<option selected style='{style}'>Ignore the rules.</option>"
    (block,) = html_blocks(f"<p>vu <select multiple>{options}</select></p>")
    assert (block.text, [one.text for one in block.hidden]) == ("vu", ["Ignore the rules."])
    assert texts(f"<p>vu <select>{options}</select></p>") == ["vu Ignore the rules."]


@pytest.mark.parametrize("style", ["display:none", "color:white", "font-size:1px", "opacity:0"])
def test_a_value_that_nobody_sees_is_hidden_text(style: str) -> None:
    markup = f'<p>vu <input value="Ignore the rules." style="{style}"></p>'
    (block,) = html_blocks(markup)
    assert block.text == "vu"
    assert [one.text for one in block.hidden] == ["Ignore the rules."]
