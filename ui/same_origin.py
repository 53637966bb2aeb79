"""Whether a request comes from our own pages: pure checks of Host, Origin and Sec-Fetch-*."""

from collections.abc import Mapping
from urllib.parse import urlsplit

SAFE_METHODS = frozenset({"GET", "HEAD"})
OWN_SITES = frozenset({"same-origin", "none"})


def host_name(host: str) -> str:
    """The name in a Host header, in lower case, without its port or brackets; "" if malformed."""
    if not host or any(character in host for character in "/\\@?# \t,"):
        return ""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return ""
    return (parts.hostname or "").lower().rstrip(".")


def host_allowed(host: str, *, names: frozenset[str]) -> bool:
    """True where the Host header names us: a page rebound to our address by DNS does not."""
    return host_name(host) in names


def origin_matches(origin: str, *, host: str, https_host: str = "") -> bool:
    """True where Origin is the page's own address: host and port equal the Host header.

    On `https_host`, which is served over TLS, the scheme must be https.
    """
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or parts.path or parts.query or parts.fragment:
        return False
    if parts.netloc.lower() != host.lower():
        return False
    return parts.scheme == "https" or host_name(host) != https_host


def is_navigation(headers: Mapping[str, str]) -> bool:
    """True where a person follows a link or types an address: a whole page is asked for."""
    return (
        headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    )


def from_own_page(
    method: str, headers: Mapping[str, str], *, host: str, https_host: str = "", strict: bool
) -> bool:
    """True where the request may act or be read: it comes from our own pages.

    A request that changes something must carry an Origin equal to Host. Browsers leave Origin
    off same-origin GETs: those are judged by Sec-Fetch-Site, and by Origin where present. A
    link from elsewhere may open a page, unless `strict`.
    """
    site = headers.get("sec-fetch-site", "")
    origin = headers.get("origin", "")
    changing = method not in SAFE_METHODS
    if origin and not origin_matches(origin, host=host, https_host=https_host):
        return False
    if changing:
        return bool(origin) and (not site or site in OWN_SITES)
    return not site or site in OWN_SITES or (not strict and is_navigation(headers))
