"""The environment in which no library looks outward."""

from storage.silence import QUIET, UNWANTED, silence_libraries


def test_inherited_variables_cannot_send_anything_out() -> None:
    environment = dict.fromkeys(UNWANTED, "http://elsewhere") | {"LANGSMITH_TRACING": "true"}
    silence_libraries(environment)
    assert environment == QUIET
