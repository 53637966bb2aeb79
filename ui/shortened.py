"""A text from a document cut to what a card has room for."""

SHOWN_QUOTE = 320  # characters of a quote on its card: about four lines
SHOWN_TITLE = 160


def shortened(words: str, limit: int) -> str:
    """At most `limit` characters, cut at a space where there is one near the end."""
    words = " ".join(words.split())
    if len(words) <= limit:
        return words
    head = words[:limit]
    cut = head.rfind(" ", limit * 3 // 4)
    return f"{head[: cut if cut > 0 else limit].rstrip(' ,;:.')}…"
