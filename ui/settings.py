"""Where the web application listens, how people reach it, and how long they stay signed in."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from pydantic import Field, field_validator

from storage.settings import Settings

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class WebSettings(Settings):
    """Where the web application listens and how long people stay, from `ASSISTANT_<NAME>`.

    host: address to listen on (default 127.0.0.1, this machine only).
    port: port to listen on (default 7860).
    public_url: the address people type, where a proxy stands in front, for example
        https://assistant.example.org (default: empty, http on `host` and `port`). Requests under
        any other name but loopback's and `host` are refused.
    session_idle_minutes: minutes without a request after which a person is signed out (default
        30).
    session_hours: hours after which a person is signed out in any case (default 8).
    """

    host: str = "127.0.0.1"
    port: int = Field(default=7860, ge=0, le=65535)
    public_url: str = ""
    session_idle_minutes: int = Field(default=30, ge=1, le=24 * 60)
    session_hours: int = Field(default=8, ge=1, le=7 * 24)

    @field_validator("public_url")
    @classmethod
    def an_origin(cls, value: str) -> str:
        """An address with scheme and host and nothing else, without a final slash."""
        parts = urlsplit(value)
        if value and (
            parts.scheme not in ("http", "https")
            or not parts.hostname
            or parts.path not in ("", "/")
            or parts.query
            or parts.fragment
            or parts.username
        ):
            raise ValueError("expected http(s)://HOST or http(s)://HOST:PORT and nothing else")
        return value.rstrip("/")

    @property
    def https(self) -> bool:
        """True where people reach the application over TLS, which a proxy ends."""
        return self.public_url.startswith("https://")

    @property
    def host_names(self) -> frozenset[str]:
        """The names under which requests may come, without port: all others are refused.

        Loopback, the address listened on, and the host of `public_url`.
        """
        names = set(LOOPBACK_NAMES)
        if self.public_url:
            names.add((urlsplit(self.public_url).hostname or "").lower())
        if not is_any_address(self.host):
            names.add(self.host.lower())
        return frozenset(names)


def is_any_address(host: str) -> bool:
    """True for 0.0.0.0 and ::, which are no name under which a page can be asked for."""
    try:
        return ip_address(host).is_unspecified
    except ValueError:
        return False
