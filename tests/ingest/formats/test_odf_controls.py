"""Fields of OpenDocument forms, drawn or in the text, and signs in fonts of signs."""

from pathlib import Path

from tests.ingest.made_packages import made_odf
from tests.ingest.reading_formats import lines, parsed

FORMS = (
    '<office:forms xmlns:form="urn:oasis:names:tc:opendocument:xmlns:form:1.0"><form:form>'
    '<form:checkbox form:id="c1" form:label="Oui" form:current-state="checked"/>'
    '<form:checkbox form:id="c2" form:label="Non" form:state="unchecked"/>'
    '<form:radio form:id="r1" form:label="Mail" form:current-selected="true"/>'
    '<form:radio form:id="r2" form:label="Papier" form:selected="false"/>'
    '<form:text form:id="t1" form:value="Durand"/>'
    '<form:listbox form:id="l1"><form:option form:label="France"/>'
    '<form:option form:label="Suisse" form:current-selected="true"/></form:listbox>'
    '<form:password form:id="p1" form:value="secret"/>'
    "</form:form></office:forms>"
)


def drawn(*fields: str) -> str:
    return "".join(f'<draw:control draw:control="{field}"/>' for field in fields)


def test_fields_of_opendocument_forms_stand_where_they_are_drawn(tmp_path: Path) -> None:
    body = (
        f"{FORMS}<text:p>Avis {drawn('c1', 'c2')} fin</text:p>{drawn('r1', 'r2')}"
        f"<text:p>Nom {drawn('t1', 'l1', 'p1', 'unknown')}</text:p>"
    )
    file = parsed(made_odf(tmp_path / "a.odt", "text", body))
    assert [" ".join(line.split()) for line in lines(file)[0]] == [
        "Avis ☒ Oui ☐ Non fin",
        "☒ Mail",
        "☐ Papier",
        "Nom Durand Suisse",
    ]


def test_what_nobody_sees_of_a_field_is_no_text(tmp_path: Path) -> None:
    styles = (
        '<style:style style:name="W" style:family="graphic">'
        '<style:text-properties fo:color="#ffffff"/></style:style>'
        '<style:style style:name="B" style:family="graphic"><style:graphic-properties '
        'fo:background-color="#000080"/><style:text-properties fo:color="#ffffff"/></style:style>'
    )
    unseen = FORMS.replace(
        'form:value="Durand"/>',
        'form:value="Durand"><form:properties><form:property '
        'form:property-name="EnableVisible" office:boolean-value="false"/></form:properties>'
        "</form:text>",
    )
    white, blue = (drawn("c1").replace(" ", f' draw:style-name="{name}" ', 1) for name in "WB")
    body = f"{unseen}<text:p>a {drawn('t1')}{white}</text:p>{white}<text:p>{blue}</text:p>"
    file = parsed(made_odf(tmp_path / "a.odt", "text", body, styles=styles))
    assert lines(file) == [["a", "☒ Oui"]]
    assert [one.text for one in file.pages[0].hidden] == 2 * ["☒ Oui"]


def test_fields_are_read_on_slides_and_sheets_too(tmp_path: Path) -> None:
    slide = (
        f"<draw:page>{FORMS}<draw:frame><text:p>a</text:p></draw:frame>{drawn('c1')}</draw:page>"
    )
    assert lines(parsed(made_odf(tmp_path / "a.odp", "presentation", slide))) == [["a", "☒ Oui"]]
    table = (
        f'<table:table table:name="F">{FORMS}<table:table-row><table:table-cell>'
        f"<text:p>Avis {drawn('c2')}</text:p></table:table-cell></table:table-row></table:table>"
    )
    read = lines(parsed(made_odf(tmp_path / "a.ods", "spreadsheet", table)))
    assert read == [["F", "Avis ☐ Non"]]


def test_signs_and_old_fields_of_opendocument(tmp_path: Path) -> None:
    styles = (
        '<style:font-face style:name="W1" svg:font-family="Wingdings"/>'
        '<style:style style:name="W" style:family="text">'
        '<style:text-properties style:font-name="W1"/></style:style>'
    )
    names = (
        'xmlns:field="urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0" '
        'field:type="vnd.oasis.opendocument.field.FORM'
    )
    old = (
        f'<field:fieldmark {names}CHECKBOX"><field:param field:name="Checkbox_Checked" '
        'field:value="true"/></field:fieldmark>'
    )
    chosen = (
        f'<field:fieldmark {names}DROPDOWN"><field:param field:name="Dropdown_ListEntry" '
        'field:value="un"/><field:param field:name="Dropdown_ListEntry" field:value="deux"/>'
        '<field:param field:name="Dropdown_Selected" field:value="1"/></field:fieldmark>'
    )
    body = (
        '<text:p><text:span text:style-name="W">\uf0feo</text:span> o</text:p>'
        f"<text:p>{old}Oui {chosen}</text:p>"
    )
    file = parsed(made_odf(tmp_path / "a.odt", "text", body, styles=styles))
    assert [" ".join(line.split()) for line in lines(file)[0]] == ["☒☐ o", "☒ Oui deux"]
