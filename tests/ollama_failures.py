"""The ways in which tests/ollama_server.py fails a chat."""

from enum import Enum, auto


class Failure(Enum):
    """How /api/chat fails. A server that was never started, or stopped, refuses connections."""

    HANG = auto()  # the request is taken and nothing is ever answered
    SLOW_FIRST = auto()  # headers, then nothing for `pause_s`
    STALL = auto()  # the first half, then nothing for `pause_s`
    DRIP = auto()  # one character at a time, `pause_s` between them
    DIE = auto()  # the first half, then the connection is reset
    NO_DONE = auto()  # the first half, then an orderly end without done: true
    ERROR_IN_STREAM = auto()  # the first half, then {"error": ...}
    RAN_OUT = auto()  # the first half, then done with done_reason "length"
    NOT_FOUND = auto()  # 404 although the model is listed
    BROKEN = auto()  # 500
    BUSY = auto()  # 503
    OVERFLOW = auto()  # 400: the prompt is longer than the context
    SILENT_CUT = auto()  # answers, and reports a prompt as long as the whole context
    GARBAGE = auto()  # a line that is not JSON
    WRONG_SHAPE = auto()  # JSON of another shape
    ENDLESS_LINE = auto()  # bytes without a line end
    REDIRECT = auto()  # 307 to another host
    NO_THINKING = auto()  # 400 where `think` is sent at all
