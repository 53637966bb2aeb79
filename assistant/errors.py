"""What can go wrong with a question, its evidence's language model, or a questions file.

BadInput (storage.errors)
├── QuestionEmpty           nothing was asked
├── QuestionVague           no word of it says what it is about
├── MentionsNegated         it asks which documents do not mention something
├── QuestionTooLong         more characters than a question may have
├── HistoryTooLong          more was said before it than may be sent with it
└── BadQuestionsFile        a line of a questions file breaks the evaluation format
LanguageModelError          the language model did not answer as it should
├── ModelUnreachable        nobody answers at its address
├── ModelMissing            the server does not hold the model
├── ModelBusy               its queue is full
├── ModelRemote             the model would answer from outside the walls
├── ModelRedirected         the server sends us to another address
├── ModelOverflow           the prompt is longer than the model's context
├── ModelFailed             the server reports an error of its own
├── ModelGarbled            what it sends is not its protocol
├── ModelSilent             it was done without a sentence that can be shown
├── ModelTimeout
│   ├── ModelSlowToStart    no first token in time
│   ├── ModelStalled        too long between two tokens
│   └── ModelTooSlow        the whole answer takes too long
└── ModelCutShort           the stream ends before the model said it was done
    └── ModelRanOut         the answer reached the most tokens it may have
"""

from storage.errors import AssistantError, BadInput


class QuestionEmpty(BadInput):
    """Nothing was asked."""

    code = "question-empty"


class QuestionVague(BadInput):
    """Nothing in the question, nor in the conversation before it, says what it is about."""

    code = "question-vague"


class MentionsNegated(BadInput):
    """The question is after the documents that do not mention something."""

    code = "mentions-negated"


class QuestionTooLong(BadInput):
    """The question has more characters than a question may have."""

    code = "question-too-long"


class HistoryTooLong(BadInput):
    """What was said before the question has more messages or characters than it may have."""

    code = "history-too-long"


class BadQuestionsFile(BadInput):
    """A questions file cannot be read, or a line of it breaks the evaluation format."""

    code = "bad-questions-file"


class LanguageModelError(AssistantError):
    """The language model did not answer as it should; `code` has wording in both languages."""

    code = "model-failed"
    exit_code = 3


class ModelUnreachable(LanguageModelError):
    """Nobody answers at the model's address."""

    code = "model-unreachable"


class ModelMissing(LanguageModelError):
    """The server does not hold the model."""

    code = "model-missing"


class ModelBusy(LanguageModelError):
    """The server's queue is full."""

    code = "model-busy"


class ModelRemote(LanguageModelError):
    """The model would answer from outside the walls: it is never asked."""

    code = "model-remote"


class ModelRedirected(LanguageModelError):
    """The server answers with a redirect, which would carry the prompt to another address."""

    code = "model-redirected"


class ModelOverflow(LanguageModelError):
    """The prompt is longer than the model's context."""

    code = "model-overflow"


class ModelFailed(LanguageModelError):
    """The server reports an error of its own."""

    code = "model-failed"


class ModelGarbled(LanguageModelError):
    """What the server sends is not its protocol."""

    code = "model-garbled"


class ModelSilent(LanguageModelError):
    """The model was done without having written a sentence that can be shown."""

    code = "model-silent"


class ModelTimeout(LanguageModelError):
    """A deadline passed."""

    code = "model-timeout-total"


class ModelSlowToStart(ModelTimeout):
    """No first token came in time."""

    code = "model-timeout-first"


class ModelStalled(ModelTimeout):
    """Too long a silence between two tokens."""

    code = "model-timeout-token"


class ModelTooSlow(ModelTimeout):
    """The whole answer takes longer than it may."""

    code = "model-timeout-total"


class ModelCutShort(LanguageModelError):
    """The stream ended before the model said that it was done."""

    code = "model-cut-short"


class ModelRanOut(ModelCutShort):
    """The answer reached the most tokens it may have, or the end of the context."""

    code = "model-ran-out"
