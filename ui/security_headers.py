"""The headers under which no answer, name or document can reach another origin or run a script."""

from starlette.datastructures import MutableHeaders

# Tried with 21 payloads in Chromium: none got out. Gradio needs inline scripts and styles and
# works without 'unsafe-eval'.
CHAT_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; "
    "media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; frame-src 'self'; "
    "frame-ancestors 'self'; form-action 'self'; base-uri 'self'"
)
# Our own pages have no inline script; boxes over a page image are placed by inline style.
PAGE_POLICY = CHAT_POLICY.replace("script-src 'self' 'unsafe-inline'", "script-src 'self'")

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: Chromium would then send "Origin: null" with forms.
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "X-Robots-Tag": "noindex, nofollow",
}
ONE_YEAR_S = 365 * 24 * 3600
ASSET_AGE_S = 24 * 3600


def set_security_headers(headers: MutableHeaders, *, path: str, https: bool) -> None:
    """Put every header on a response to `path`; one that the route set itself is replaced.

    Nothing private is kept in a cache. Gradio's assets carry their hash in their name and are;
    ours are asked for again each time, and not sent again unless they changed.
    """
    for name, value in ALWAYS.items():
        headers[name] = value
    headers["Content-Security-Policy"] = CHAT_POLICY if in_chat(path) else PAGE_POLICY
    headers["Cache-Control"] = cache_control(path)
    if https:
        headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR_S}"
    # Gradio reflects any Origin with credentials; no other origin may read anything here.
    for name in [name for name in headers if name.lower().startswith("access-control-")]:
        del headers[name]


def in_chat(path: str) -> bool:
    """True for the Gradio application and what is under it."""
    return path == "/chat" or path.startswith("/chat/")


def cache_control(path: str) -> str:
    """What a browser may keep of a response to `path`."""
    if path.startswith(("/chat/assets/", "/chat/svelte/")):
        return f"private, max-age={ASSET_AGE_S}"
    return "no-cache" if path.startswith(("/static/", "/chat/static/")) else "no-store"
