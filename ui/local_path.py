"""Where a form may send a browser back to: a page of ours, never another site."""

from urllib.parse import urlsplit

MAX_LENGTH = 2000


def local_path(address: str, *, default: str = "/") -> str:
    """`address` where it is a path on this site, else `default`.

    A browser reads a backslash as a slash and drops tabs and line ends, so none of them passes.
    """
    if (
        len(address) > MAX_LENGTH
        or not address.startswith("/")
        or address.startswith("//")
        or "\\" in address
        or not address.isprintable()
    ):
        return default
    try:
        parts = urlsplit(address)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else address
