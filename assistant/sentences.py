"""Sentences of evidence and of an answer that is still being written, French and English."""

import re

# Words whose full stop does not end a sentence, without it and case-folded.
_ABBREVIATIONS = (
    "m mm mme mmes mlle me dr pr st ste art al app av bd c.-à-d cf ch chap dir éd env etc ex fig "
    "ibid max min n no nos num op p par pp prof réf resp s sq suiv t tél tom vol vs "
    "mr mrs ms rev hon gen col lt sgt capt sen rep gov jr sr inc ltd co corp dept est approx "
    "e.g i.e a.m p.m u.s u.k u.n ph.d sec eq ref refs ver "
    "jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil déc"
)
ABBREVIATIONS = frozenset(_ABBREVIATIONS.split())
_END = re.compile(r"(?P<mark>[.!?…]+)(?P<closing>(?:[’\"')\]]|\s?[»”])+)?(?P<space>\s+)")
_LAST_WORD = re.compile(r"[^\s(«“\"'’\[]*\Z")
_CLOSING = "»”)]"


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Spans of the sentences of `text`, in order, without the space around them.

    A line end always ends a sentence: a heading, a list item or a table row is one.
    """
    spans: list[tuple[int, int]] = []
    for line in re.finditer(r"[^\n]+", text):
        start = 0
        for end in _END.finditer(line[0]):
            if _ends_sentence(line[0], start, end):
                _add(spans, text, line.start() + start, line.start() + end.end())
                start = end.end()
        _add(spans, text, line.start() + start, line.end())
    return spans


class SentenceStream:
    """Cuts a text that arrives in pieces into the sentences that `sentence_spans` would find.

    A sentence is given out as soon as the text after it shows that it has ended: a full stop at
    the end of what has arrived may still turn out to be that of "3.5" or "art. 7".
    """

    def __init__(self) -> None:
        self._text = ""
        self._new_line = False

    def feed(self, piece: str) -> list[tuple[str, bool]]:
        """The sentences that `piece` completes, each with whether it begins a new line."""
        self._text += piece
        spans = sentence_spans(self._text)
        whole = [span for span in spans if self._is_whole(span, spans[-1])]
        return self._take(whole)

    def finish(self) -> list[tuple[str, bool]]:
        """What is left when nothing more will arrive."""
        return self._take(sentence_spans(self._text))

    def _is_whole(self, span: tuple[int, int], last: tuple[int, int]) -> bool:
        return span != last or "\n" in self._text[span[1] :]

    def _take(self, spans: list[tuple[int, int]]) -> list[tuple[str, bool]]:
        taken = []
        done = 0
        for start, end in spans:
            self._new_line |= "\n" in self._text[done:start]
            taken.append((self._text[start:end], self._new_line))
            self._new_line = False
            done = end
        self._text = self._text[done:]
        return taken


def _add(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start < end:
        spans.append((start, end))


def _ends_sentence(line: str, start: int, end: re.Match[str]) -> bool:
    following = line[end.end() :]
    if not following:
        return True
    if following[0].islower() or following[0] in _CLOSING:
        return False
    if end["mark"] != "." or end["closing"]:
        return True
    last = _LAST_WORD.search(line, start, end.start())
    word = last[0] if last else ""
    return not (
        word.casefold() in ABBREVIATIONS
        or (len(word) == 1 and word.isalpha() and word.isupper())  # an initial
        or (word.isdigit() and len(word) < 3 and line[start : end.start()].strip() == word)  # "1. "
    )
