"""An answer as the chat shows it: while it grows, and as it was kept."""

from dataclasses import dataclass, replace

from assistant.events import (
    AnswerDone,
    AnswerEvent,
    AnswerKind,
    AnswerSentence,
    EvidenceFound,
    ModelWaiting,
)
from storage.turn_records import CitedSource, Turn, TurnSentence


@dataclass(frozen=True, slots=True)
class Reply:
    """What is known of an answer. `turn_id` is None until it is kept; `kind` until it is whole."""

    sentences: tuple[TurnSentence, ...] = ()
    sources: tuple[CitedSource, ...] = ()  # by number, from 1, in order of first citation
    evidence: tuple[CitedSource, ...] = ()  # passages found; their numbers are not citations
    searched: bool = False
    waited_s: float = 0.0
    kind: AnswerKind | None = None
    language: str = ""
    model: str = ""
    nearest: tuple[str, ...] = ()
    notice: str = ""
    complete: bool = True
    turn_id: int | None = None
    helpful: bool | None = None
    withdrawn: bool = False  # a source was removed, or closed to the person, since


def grown(reply: Reply, event: AnswerEvent) -> Reply:
    """The reply after one more event."""
    match event:
        case EvidenceFound(sources):
            return replace(reply, evidence=sources, searched=True)
        case ModelWaiting(seconds):
            return replace(reply, waited_s=seconds)
        case AnswerSentence():
            return replace(
                reply,
                sentences=(*reply.sentences, kept(event)),
                sources=(*reply.sources, *event.new_sources),
                waited_s=0.0,
            )
        case AnswerDone(answer):
            return replace(
                reply,
                sentences=tuple(kept(sentence) for sentence in answer.sentences),
                sources=answer.sources,
                kind=answer.kind,
                language=answer.language,
                model=answer.model,
                nearest=answer.nearest,
                notice=answer.notice,
                complete=answer.complete,
            )


def kept(sentence: AnswerSentence) -> TurnSentence:
    """The sentence as it is kept with its turn."""
    return TurnSentence(
        sentence.text,
        sentence.citations,
        sentence.supported,
        paragraph=sentence.paragraph,
        counts=sentence.counts,
    )


def reply_of(turn: Turn) -> Reply:
    """The answer of a turn that was kept. One without sentences is shown as a single one."""
    whole = TurnSentence(turn.answer, tuple(source.number for source in turn.sources), True)
    return Reply(
        sentences=turn.sentences or ((whole,) if turn.answer else ()),
        sources=turn.sources,
        searched=True,
        kind=AnswerKind(turn.kind),
        language=turn.language,
        model=turn.model,
        nearest=turn.nearest,
        notice=turn.notice,
        complete=turn.complete,
        turn_id=turn.id,
        helpful=turn.helpful,
    )
