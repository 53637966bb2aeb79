"""Where the answer to `assistant ask` comes from: the running server, or the home itself."""

from collections.abc import Collection as Names
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.follow_up import Said, conversation
from storage.errors import AssistantError, BadInput, HomeBusy
from storage.locking import owner
from storage.records import Reader
from storage.settings import StorageSettings, load_settings

CONNECT_TIMEOUT_S = 2.0


class ServerRefused(AssistantError):
    """The running server answered with an error of its own."""

    code = "server-refused"


def answer_json(
    question: str,
    *,
    collections: Names[str] | None,
    as_name: str | None,
    after: Sequence[str] = (),
) -> dict[str, Any]:
    """The stable JSON form of an answer; a server that owns the home is asked, where one runs.

    `after` are the questions asked before, oldest first. Raises BadInput, UnknownPerson or
    UnknownCollection before anything is asked.
    """
    from assistant.history import said_before
    from assistant.question import normalised_question
    from ingest.home import ledger_to_read
    from ui.commands.acting import acting_reader, check_collections

    settings = load_settings(StorageSettings)
    with ledger_to_read() as ledger:
        reader = acting_reader(ledger, as_name)
        check_collections(ledger, reader, collections)
    question = normalised_question(question)
    history = said_before(conversation(after))
    found = owner(settings.home)
    if found is not None and found.kind == "server" and found.address:
        return from_server(
            settings.home,
            found.address,
            "/api/v1/ask",
            pid=found.pid,
            asked=asked_json(question, collections=collections, as_name=as_name, after=after),
        )
    return from_home(settings, question, collections=collections, reader=reader, history=history)


def from_server(
    home: Path, address: str, path: str, *, pid: int, asked: dict[str, Any]
) -> dict[str, Any]:
    """What the server at `address` answers to the operator. Raises HomeBusy, ServerRefused."""
    import httpx

    from assistant.settings import AssistantSettings
    from ui.operator_token import read_operator_token

    limit_s = load_settings(AssistantSettings).answer_timeout_s + 30
    try:
        response = httpx.post(
            f"{address}{path}",
            json=asked,
            headers={"Authorization": f"Bearer {read_operator_token(home)}"},
            timeout=httpx.Timeout(limit_s, connect=CONNECT_TIMEOUT_S),
            trust_env=False,
        )
    except httpx.TransportError as error:
        raise HomeBusy(home, pid=pid, address=address) from error
    if response.status_code == httpx.codes.OK:
        answer: dict[str, Any] = response.json()
        return answer
    raise refusal(response.status_code, response.text)


def refusal(status: int, text: str) -> AssistantError:
    """The error that the server described, as one of ours."""
    import json

    try:
        told = json.loads(text)
        message, hint = str(told["message"]), str(told.get("hint", ""))
    except (ValueError, KeyError, TypeError):
        message, hint = f"The server answered with status {status}.", "See the server's log."
    kind = BadInput if status < 500 else ServerRefused
    return kind(message, hint=hint)


def from_home(
    settings: StorageSettings,
    question: str,
    *,
    collections: Names[str] | None,
    reader: Reader,
    history: Sequence[Said],
) -> dict[str, Any]:
    """The answer from the home itself, without taking its lock."""
    from assistant.answering import Assistant
    from assistant.events import AnswerDone
    from assistant.settings import AssistantSettings
    from storage.store import open_reading
    from ui.answer_json import answer_json as as_json

    store = open_reading(settings)
    try:
        assistant = Assistant(store, load_settings(AssistantSettings))
        for event in assistant.answer(
            question, reader=reader, collections=collections, history=history
        ):
            if isinstance(event, AnswerDone):
                return as_json(event.answer)
    finally:
        store.close()
    raise ServerRefused("The answer ended without a last word.", hint="Ask again.")


def asked_json(
    question: str, *, collections: Names[str] | None, as_name: str | None, after: Sequence[str]
) -> dict[str, Any]:
    """What `POST /api/v1/ask` is sent."""
    asked: dict[str, Any] = {"question": question}
    if collections:
        asked["collections"] = list(collections)
    if as_name is not None:
        asked["as"] = as_name
    if after:
        asked["history"] = [{"role": "user", "content": one} for one in after]
    return asked
