"""What the chat does when somebody acts: one request in, what the page shows out.

The browser sends a question and the id of a conversation; who asks comes from the session, and
the conversation is looked up among that person's own. Once an answer is whole it is read again
from the ledger, so that what is shown is what was kept.
"""

import logging
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import gradio as gr

from assistant import conversation as asking
from assistant.errors import QuestionTooLong
from assistant.events import AnswerEvent
from assistant.question import MOST_CHARACTERS
from storage import conversations
from storage.errors import AssistantError, BadInput, NotFound
from storage.people import find_person
from storage.records import Person
from storage.turn_records import Turn
from ui.chat_kept import still_open
from ui.chat_markup import notice_html, question_html, reply_html
from ui.chat_reply import Reply, grown
from ui.chat_runs import Run, Runs
from ui.chat_shelf import shelf_html
from ui.chat_welcome import welcome_html
from ui.website import Site
from ui.wording import error_text, text

logger = logging.getLogger(__name__)

Message = dict[str, str]
Views = Generator["View", None, None]


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows now; None leaves a part as it is."""

    messages: list[Message] | None = None
    conversation_id: str | None = None
    shelf: str | None = None
    welcome: str | None = None
    remark: str | None = None
    box: str | None = None
    running: bool | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a person, on its way to its answer."""

    question: str
    person: Person
    conversation_id: str
    earlier: Sequence[Turn]


class ChatDesk:
    """The handlers of the chat in one language. None of them raises."""

    def __init__(self, site: Site, language: str, runs: Runs) -> None:
        self._site = site
        self._ledger = site.store.ledger
        self._language = language
        self._runs = runs

    def open(self, conversation_id: str, request: gr.Request) -> View:
        """A conversation of the person's own; for an empty id, or another's, a new one."""
        try:
            self._runs.leave(session_of(request))
            person = self._person(request)
            return self._opened(person, conversation_id) if person else self._signed_out()
        except Exception as error:  # noqa: BLE001 - the outer rim: Gradio would show a toast
            return self._failed(error)

    def send(self, question: str, conversation_id: str, request: gr.Request) -> Views:
        """The answer as it grows. Closing it closes the language model's stream."""
        try:
            person = self._person(request)
            if person is None:
                yield self._signed_out()
            elif not question.strip():
                yield View(remark=self._remark("question-empty"))
            else:
                with self._runs.begin(session_of(request)) as run:
                    yield from self._answer(self._asked(question, person, conversation_id), run)
        except Exception as error:  # noqa: BLE001 - the outer rim: Gradio would show a toast
            yield self._failed(error)

    def stop(self, request: gr.Request) -> None:
        """Let the answer that is being written end with what it has."""
        self._runs.stop(session_of(request))

    def helpful(self, mark: str, request: gr.Request) -> None:
        """Keep a person's "TURN:yes" or "TURN:no"; anything else, or another's turn, is not."""
        turn, _, word = mark.partition(":")
        if not (turn.isascii() and turn.isdecimal() and len(turn) < 19) or word not in WORDS:
            return
        try:
            person = self._person(request)
            if person is not None:
                conversations.set_helpful(self._ledger, person.name, int(turn), helpful=WORDS[word])
        except NotFound:
            logger.info("a mark for a turn that is not the person's own was not kept")
        except Exception as error:  # noqa: BLE001 - the outer rim: Gradio would show a toast
            self._failed(error)

    def forget(self, conversation_id: str, current: str, request: gr.Request) -> View:
        """Delete one of the person's conversations; where it is shown, open a new one."""
        try:
            person = self._person(request)
            if person is None:
                return self._signed_out()
            if conversation_id == current:
                self._runs.leave(session_of(request))
            with suppress(NotFound):
                conversations.delete_conversation(self._ledger, person.name, conversation_id)
            if conversation_id == current:
                return self._opened(person, "")
            return View(shelf=self._shelf(person, current))
        except Exception as error:  # noqa: BLE001 - the outer rim: Gradio would show a toast
            return self._failed(error)

    def _opened(self, person: Person, conversation_id: str) -> View:
        turns: Sequence[Turn] = ()
        try:
            turns = conversations.list_turns(self._ledger, person.name, conversation_id)
        except NotFound:
            conversation_id = ""
        return View(
            self._kept(person, turns),
            conversation_id,
            shelf=self._shelf(person, conversation_id),
            welcome=welcome_html(self._ledger, person, self._language),
            remark="",
            running=False,
        )

    def _asked(self, question: str, person: Person, conversation_id: str) -> Asked:
        """The question in its conversation; in a new one where that is not the person's own."""
        earlier: Sequence[Turn] = ()
        try:
            earlier = conversations.list_turns(self._ledger, person.name, conversation_id)
        except NotFound:
            conversation_id = conversations.start(self._ledger, person.name)
        return Asked(question.strip(), person, conversation_id, earlier)

    def _answer(self, asked: Asked, run: Run) -> Views:
        past = self._kept(asked.person, asked.earlier)
        reply = Reply()
        messages = [*past, *self._exchange(asked.question, reply)]
        yield View(messages, asked.conversation_id, remark="", box="", running=True)
        problem = ""
        try:
            events = asking.ask(
                self._site.assistant,
                asked.question,
                person=asked.person,
                conversation_id=asked.conversation_id,
                language=self._language,
            )
            with closed_after(events):
                for event in events:
                    if run.stopped.is_set():
                        problem = "stopped"
                        break
                    reply = grown(reply, event)
                    yield View([*past, *self._exchange(asked.question, reply)])
        except BadInput as error:
            yield self._refused(asked, past, error)
            return
        except AssistantError as error:
            logger.warning("an answer failed: %s", error.code)
            problem = error.code
        except Exception as error:
            logger.error("an answer failed with %s", type(error).__name__, exc_info=error)
            problem = "error"
        if not run.left:
            yield self._finished(asked, problem)

    def _finished(self, asked: Asked, problem: str) -> View:
        turns = conversations.list_turns(self._ledger, asked.person.name, asked.conversation_id)
        messages = self._kept(asked.person, turns)
        if len(turns) <= len(asked.earlier):  # it ended before there was anything to keep
            notice = notice_html(error_text(problem or "error", self._language))
            messages += [theirs(question_html(asked.question)), ours(notice)]
        shelf = self._shelf(asked.person, asked.conversation_id)
        return View(messages, asked.conversation_id, shelf=shelf, running=False)

    def _refused(self, asked: Asked, past: list[Message], error: BadInput) -> View:
        conversation_id = asked.conversation_id
        if not asked.earlier:  # the conversation was begun for this question
            conversations.delete_conversation(self._ledger, asked.person.name, conversation_id)
            conversation_id = ""
        remark = self._remark(error.code)
        if isinstance(error, QuestionTooLong):
            length, limit = len(asked.question), MOST_CHARACTERS
            remark = notice_html(text("chat.too-long", self._language, length=length, limit=limit))
        return View(past, conversation_id, remark=remark, box=asked.question, running=False)

    def _failed(self, error: Exception) -> View:
        logger.error("the chat failed with %s", type(error).__name__, exc_info=error)
        return View(remark=self._remark("error"), running=False)

    def _signed_out(self) -> View:
        message = notice_html(text("chat.session-ended", self._language))
        return View([], "", shelf="", welcome=message, remark="", running=False)

    def _person(self, request: gr.Request) -> Person | None:
        """Who asks, looked up again each time: a disabled person is out at once."""
        try:
            person = find_person(self._ledger, request.username or "")
        except NotFound:
            return None
        return None if person.disabled else person

    def _remark(self, code: str) -> str:
        return notice_html(error_text(code, self._language))

    def _shelf(self, person: Person, current: str) -> str:
        return shelf_html(self._ledger, person, self._language, current=current)

    def _kept(self, person: Person, turns: Sequence[Turn]) -> list[Message]:
        shown = still_open(self._ledger, person.reader, turns)
        exchanges = (self._exchange(turn.question, reply) for turn, reply in shown)
        return [message for exchange in exchanges for message in exchange]

    def _exchange(self, question: str, reply: Reply) -> tuple[Message, Message]:
        return theirs(question_html(question)), ours(reply_html(reply, self._language))


@contextmanager
def closed_after(events: Generator[AnswerEvent, None, None]) -> Iterator[None]:
    """Close `events` at the end; what goes wrong then is logged, and hides nothing else."""
    try:
        yield
    finally:
        try:
            events.close()
        except Exception as error:
            logger.error("an answer could not be closed", exc_info=error)


WORDS = {"yes": True, "no": False}


def theirs(content: str) -> Message:
    """A message of the person's, as Gradio takes it."""
    return {"role": "user", "content": content}


def ours(content: str) -> Message:
    """A message of ours, as Gradio takes it."""
    return {"role": "assistant", "content": content}


def session_of(request: gr.Request) -> str:
    """The Gradio session, one a browser tab, which the guard has bound to the person."""
    return request.session_hash or ""
