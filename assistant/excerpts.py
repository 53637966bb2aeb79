"""Excerpts of documents: what was found with the chunks around it, within a size."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from storage.records import Chunk, Passage, Span
from storage.surroundings import Surroundings

REACH = 4  # chunks before and after a found one that may join it
EXCERPT_CHARACTERS = 1_600  # 1,200 hold .017 less on northwind; see EVIDENCE_CHARACTERS
_RESERVED_CHARACTERS = 500  # kept for each excerpt that is still to come: about one chunk


@dataclass
class Excerpt:
    """Chunks of one section that follow each other, and which of them were found.

    `passage` is the best that was found; `chunks` are by their place in the version, `found`
    the places of those that were found, best first.
    """

    passage: Passage
    version_id: int
    chunks: dict[int, Chunk]
    found: list[int]

    @property
    def in_order(self) -> list[Chunk]:
        """Its chunks as they follow each other, without a table's header where one has said it."""
        said: list[Span] = []
        chunks = []
        for place in sorted(self.chunks):
            chunk = self.chunks[place]
            if len(chunk.spans) > 1 and _repeats_one_of(chunk.spans[0], said):
                header = chunk.spans[0]
                text = chunk.text[header.end - header.start + 1 :]
                chunk = replace(chunk, text=text, spans=chunk.spans[1:])
            chunks.append(chunk)
            said += chunk.spans
        return chunks

    @property
    def size(self) -> int:
        """Its characters."""
        return sum(len(chunk.text) + 1 for chunk in self.in_order)

    @property
    def found_characters(self) -> tuple[tuple[int, int], ...]:
        """Where what was found stands in the texts joined by newlines, best first."""
        places, start = {}, 0
        for place, chunk in zip(sorted(self.chunks), self.in_order, strict=True):
            places[place] = (start, start + len(chunk.text))
            start += len(chunk.text) + 1
        return tuple(places[place] for place in self.found)


@dataclass
class Excerpts:
    """Excerpts as they are taken, best first; `budget` is how many characters all may have.

    `repeats` says of a chunk whether what was taken so far says it already.
    """

    most: int
    budget: int
    surroundings: Mapping[int, Surroundings]
    repeats: Callable[[Passage, Sequence[Excerpt]], bool]
    taken: list[Excerpt] = field(default_factory=list)

    def take(self, passages: Sequence[Passage]) -> list[Excerpt]:
        """The excerpts of the best passages, at most `most`, in the order of rank.

        A passage next to an excerpt in its section joins it; one that repeats what was taken
        is left out, and the next one has its place while there is room.
        """
        for rank, passage in enumerate(passages):
            around = self.surroundings.get(passage.chunk.id)
            if around is None:
                continue
            if rank >= self.most and (len(self.taken) >= self.most or self._left() <= 0):
                break
            self._take(passage, around)
        return self.taken

    def _take(self, passage: Passage, around: Surroundings) -> None:
        place = place_of(passage.chunk, around)
        holder = self._beside(around.version_id, place, passage.chunk)
        if holder is not None:
            holder.chunks[place] = passage.chunk
            holder.found.append(place)
            self._unite(holder)
            return
        if len(self.taken) >= self.most or self.repeats(passage, self.taken):
            return
        excerpt = Excerpt(passage, around.version_id, {place: passage.chunk}, [place])
        self.taken.append(excerpt)
        self._grow(excerpt, around)
        self._unite(excerpt)

    def _grow(self, excerpt: Excerpt, around: Surroundings) -> None:
        """Chunks of its section join, the following and the preceding ones in turn."""
        reserved = _RESERVED_CHARACTERS * (self.most - len(self.taken))
        room = min(EXCERPT_CHARACTERS - excerpt.size, self._left() - reserved)
        for place, chunk in neighbours(excerpt.found[0], around):
            if self._holder(excerpt.version_id, place) is not None:
                continue
            if not {place - 1, place + 1} & excerpt.chunks.keys() or len(chunk.text) >= room:
                continue
            excerpt.chunks[place] = chunk
            room -= len(chunk.text) + 1

    def _left(self) -> int:
        return self.budget - sum(excerpt.size for excerpt in self.taken)

    def _holder(self, version_id: int, place: int) -> Excerpt | None:
        for excerpt in self.taken:
            if excerpt.version_id == version_id and place in excerpt.chunks:
                return excerpt
        return None

    def _beside(self, version_id: int, place: int, chunk: Chunk) -> Excerpt | None:
        """The excerpt that holds the place, or one of the same section that touches it."""
        for near in (place, place - 1, place + 1):
            holder = self._holder(version_id, near)
            if holder and (near == place or holder.chunks[near].section == chunk.section):
                return holder
        return None

    def _unite(self, excerpt: Excerpt) -> None:
        """Excerpts of one section that have come to touch become one, that of the better rank."""
        for edge in (min(excerpt.chunks), max(excerpt.chunks)):
            for near in (edge - 1, edge + 1):
                other = self._holder(excerpt.version_id, near)
                if other is None or other is excerpt:
                    continue
                if other.chunks[near].section != excerpt.chunks[edge].section:
                    continue
                first, second = sorted((excerpt, other), key=self.taken.index)
                first.chunks |= second.chunks
                first.found += second.found
                self.taken.remove(second)
                return self._unite(first)
        return None


def _repeats_one_of(header: Span, spans: Sequence[Span]) -> bool:
    """True for a repeated header that one of the spans holds."""
    return header.repeated and any(
        span.page == header.page and span.start <= header.start and header.end <= span.end
        for span in spans
    )


def place_of(chunk: Chunk, around: Surroundings) -> int:
    """The place of a chunk in its version, from 0."""
    ids = [one.id for one in around.chunks]
    return around.first + ids.index(chunk.id)


def neighbours(place: int, around: Surroundings) -> Iterator[tuple[int, Chunk]]:
    """The chunks around `place` that are of its section without a break, nearest first."""
    section = around.chunks[place - around.first].section
    last = around.first + len(around.chunks) - 1
    following, preceding = place + 1, place - 1
    while following <= last or preceding >= around.first:
        if following <= last:
            chunk = around.chunks[following - around.first]
            if chunk.section == section:
                yield following, chunk
                following += 1
            else:
                following = last + 1
        if preceding >= around.first:
            chunk = around.chunks[preceding - around.first]
            if chunk.section == section:
                yield preceding, chunk
                preceding -= 1
            else:
                preceding = around.first - 1
