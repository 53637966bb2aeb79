import pytest

from assistant.model_text import plain_sentence


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
        ("<think>secret plan</think>Two days.", "Two days."),
        ("The rate is 3*4 of a_b_c.", "The rate is 3*4 of a_b_c."),
        ("Write to hr@contoso.example.", "Write to hr@contoso.example."),
        ("and/or 50 km/h", "and/or 50 km/h"),
        ("---", ""),
        ("[1]", ""),
    ],
)
def test_a_sentence_of_a_model_is_plain_text(written: str, shown: str) -> None:
    assert plain_sentence(written) == shown
