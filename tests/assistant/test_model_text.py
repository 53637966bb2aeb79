import pytest

from assistant.model_text import WithoutThinking, leads_elsewhere, plain_sentence


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Two days [1].", "Two days."),
        ("Two days [1, 2] a week【3】.", "Two days a week."),
        ("Two days (source 1) a week.", "Two days a week."),
        ("In [2024] and (2) days.", "In [2024] and (2) days."),
        ("**Two** *days* __a__ `week`.", "Two days a week."),
        ("- Two days", "Two days"),
        ("## Leave", "Leave"),
        ("1. Sign the form", "Sign the form"),
        ("See [the page](http://evil.example/?q=1).", "See the page."),
        ("![Logo](http://evil.example/?q=(secret))", "Logo"),
        ("[ref][1] says so", "ref says so"),
        ("Go to https://evil.example/x?q=1 now.", "Go to now."),
        ("Go to evil.example/x now.", "Go to now."),
        ("javascript:alert(1)", ""),
        ("<img src=x onerror=alert(1)>Two days", "Two days"),
        ("The rate is 3*4 of a_b_c.", "The rate is 3*4 of a_b_c."),
        ("Write to hr@contoso.example.", "Write to hr@contoso.example."),
        ("and/or 50 km/h", "and/or 50 km/h"),
        ("---", ""),
        ("[1]", ""),
    ],
)
def test_a_sentence_of_a_model_is_plain_text(written: str, shown: str) -> None:
    assert plain_sentence(written) == shown


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("<think>It may be five. Or six.</think>Two days.", "Two days."),
        ("<think>It never ends. So it", ""),
        ("Less than <2 days.</think", "Less than <2 days.</think"),
        ("Two.<think>a < b</think> Three.<th", "Two. Three.<th"),
    ],
)
def test_what_a_model_thinks_aloud_is_left_out_however_it_arrives(
    written: str, shown: str, size: int
) -> None:
    spoken = WithoutThinking()
    pieces = [written[start : start + size] for start in range(0, len(written), size)]
    assert "".join(spoken.feed(piece) for piece in pieces) + spoken.finish() == shown


@pytest.mark.parametrize(
    "written",
    ["![x](y)", "See [it](y).", "Go to www.evil.example", "a.example/b", "<b>x</b>", "[r]: x"],
)
def test_what_leads_out_of_the_answer_is_noticed(written: str) -> None:
    assert leads_elsewhere(written)


@pytest.mark.parametrize("written", ["Two **days** [1].", "a < b", "Article 3 (2).", "1.5 km/h"])
def test_markup_that_leads_nowhere_is_not(written: str) -> None:
    assert not leads_elsewhere(written)
