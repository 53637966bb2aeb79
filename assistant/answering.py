"""From a question to a cited answer: the whole story on one screen."""

from assistant.events import (
    Answer,
    AnswerDone,
    AnswerEvent,
    AnswerKind,
    AnswerSentence,
    EvidenceFound,
    ModelWaiting,
)

__all__ = [
    "Answer",
    "AnswerDone",
    "AnswerEvent",
    "AnswerKind",
    "AnswerSentence",
    "EvidenceFound",
    "ModelWaiting",
]
