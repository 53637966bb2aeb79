"""A language model's answer as it is written: each sentence cleaned, checked and cited."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from time import monotonic

from assistant.citation_numbers import CitationNumbers
from assistant.citations import Aligner
from assistant.errors import LanguageModelError
from assistant.events import AnswerSentence, ModelWaiting
from assistant.language_model import LanguageModel
from assistant.model_text import WithoutThinking, leads_elsewhere, plain_sentence
from assistant.prompts import Prompt, repeats_instructions, says_not_answered
from assistant.sentences import SentenceStream

HEARTBEAT_S = 0.4  # after so long without a finished sentence, those who wait hear of it


@dataclass
class WrittenAnswer:
    """What a model has written so far. `failure` is why it stopped before it was done."""

    sentences: list[AnswerSentence] = field(default_factory=list)
    numbers: CitationNumbers = field(default_factory=CitationNumbers)
    says_not_answered: bool = False
    failure: LanguageModelError | None = None

    @property
    def supported(self) -> bool:
        """True where at least one sentence has a source."""
        return any(sentence.supported for sentence in self.sentences)


def write_answer(
    model: LanguageModel, prompt: Prompt, aligner: Aligner, written: WrittenAnswer
) -> Iterator[AnswerSentence | ModelWaiting]:
    """The sentences of the model as they are finished, also kept in `written`.

    A failure of the model ends the sentences and is kept, not raised: what was written stays.
    The half sentence at which it broke off is not given out.
    """
    stream = SentenceStream()
    spoken = WithoutThinking()
    started = last = monotonic()
    with closing(model.write(prompt)) as pieces:
        try:
            for piece in pieces:
                # Words come one by one, a slow model's sentence takes half a minute.
                if not piece or monotonic() - last >= HEARTBEAT_S:
                    last = monotonic()
                    yield ModelWaiting(last - started)
                for text, paragraph in stream.feed(spoken.feed(piece)):
                    yield from _checked(text, paragraph, prompt, aligner, written)
                    if written.says_not_answered:
                        return
        except LanguageModelError as error:
            written.failure = error
            return
    for text, paragraph in stream.feed(spoken.finish()) + stream.finish():
        yield from _checked(text, paragraph, prompt, aligner, written)


def _checked(
    text: str, paragraph: bool, prompt: Prompt, aligner: Aligner, written: WrittenAnswer
) -> Iterator[AnswerSentence]:
    """The sentence with its sources; nothing where it is not part of an answer."""
    altered = leads_elsewhere(text)
    text = plain_sentence(text)
    if not text or repeats_instructions(text, prompt.language):
        return
    if says_not_answered(text, prompt.language):
        # After a supported sentence it is a habit of small models, not the answer.
        written.says_not_answered = not written.supported
        return
    paragraph = paragraph and bool(written.sentences)
    if altered:
        sentence = AnswerSentence(text, paragraph=paragraph)
    else:
        sentence = _cited(text, paragraph, prompt, aligner, written)
    written.sentences.append(sentence)
    yield sentence


def _cited(
    text: str, paragraph: bool, prompt: Prompt, aligner: Aligner, written: WrittenAnswer
) -> AnswerSentence:
    support = aligner.support(text, prompt.language)
    if support is None:
        return AnswerSentence(text, paragraph=paragraph)
    window = support.window
    found = prompt.evidence[window.passage].source(0, window.start, window.end)
    source, is_new = written.numbers.cite(found)
    return AnswerSentence(
        text,
        citations=(source.number,),
        supported=True,
        new_sources=(source,) if is_new else (),
        paragraph=paragraph,
    )
