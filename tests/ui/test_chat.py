"""The web chat as Gradio serves it."""

import asyncio

import pytest

from assistant.answering import Assistant
from assistant.settings import AssistantSettings
from tests.ui.organisation import Organisation
from tests.ui.test_chat_desk import desk_of
from ui.chat import LOOKS_APART_S, chat_blocks


async def test_an_idle_chat_looks_rarely_whether_somebody_asked(
    organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = AssistantSettings.model_validate({"model": "none"})
    desk = desk_of(organisation, Assistant(organisation.store, settings))
    blocks = chat_blocks(desk, "en")
    slept: list[float] = []
    sleep = asyncio.sleep

    async def noted(seconds: float) -> None:
        slept.append(seconds)
        blocks._queue.stopped = len(slept) > 5
        await sleep(0)

    monkeypatch.setattr(asyncio, "sleep", noted)
    await blocks._queue.start_processing()
    blocks._queue.stopped = False
    slept.clear()
    await blocks._queue.start_progress_updates()
    assert set(slept) == {LOOKS_APART_S}
