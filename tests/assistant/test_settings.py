import pytest

from assistant.settings import AssistantSettings
from storage.errors import SettingError
from storage.settings import load_settings


def test_the_defaults_are_a_small_model_on_this_machine() -> None:
    settings = load_settings(AssistantSettings)
    assert settings.model == "qwen3:1.7b"
    assert settings.ollama_url == "http://127.0.0.1:11434"


@pytest.mark.parametrize(
    "url", ["http://ollama:11434", "https://models.intranet.example/", "http://[::1]:11434"]
)
def test_an_address_may_be_any_plain_http_url(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("ASSISTANT_OLLAMA_URL", url)
    settings = load_settings(AssistantSettings)
    assert settings.ollama_url == url.rstrip("/")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ASSISTANT_OLLAMA_URL", "127.0.0.1:11434"),
        ("ASSISTANT_OLLAMA_URL", "file:///etc/passwd"),
        ("ASSISTANT_OLLAMA_URL", "http://user:secret@ollama:11434"),
        ("ASSISTANT_OLLAMA_URL", "http://ollama:99999999"),
        ("ASSISTANT_OLLAMA_URL", "http://ollama/?key=1"),
        ("ASSISTANT_MODEL", "a model; rm"),
        ("ASSISTANT_NUM_CTX", "many"),
        ("ASSISTANT_NUM_CTX", "100"),
        ("ASSISTANT_ANSWER_TOKENS", "3500"),
        ("ASSISTANT_FIRST_TOKEN_TIMEOUT_S", "0"),
        ("ASSISTANT_KEEP_ALIVE", "a while"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SettingError, match=variable):
        load_settings(AssistantSettings)
