"""The web chat: a Gradio application a language, mounted at /chat."""

import contextlib
import threading
from collections.abc import AsyncIterator, Generator
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from gradio.components import Component

from ui.caller import caller_in
from ui.chat_desk import ChatDesk, View
from ui.chat_page import ChatPage
from ui.chat_runs import Runs
from ui.chat_theme import chat_theme
from ui.markdown_safe import safe
from ui.website import Site
from ui.wording import LANGUAGES, text

PATH: Final = "/chat"
ANSWERS_AT_ONCE: Final = 8  # each holds a thread; the language model's own queue is behind them
# Gradio's queue looks every millisecond whether somebody asked, and as often wants Python's lock
# from what loads documents: an idle server took 3.7 % of a core, and takes 1.4 (November 2026).
LOOKS_APART_S: Final = 0.02
WAITING: Final = 64  # more are refused at once
THREADS: Final = 40


def mount_chat(app: FastAPI, site: Site) -> None:
    """Serve the chat at /chat, in the language of whoever asks for the page."""
    runs = Runs()
    mounted = {language: gradio_app(site, language, runs) for language in LANGUAGES}
    app.mount(PATH, ChatPage({language: inner for language, (_, inner) in mounted.items()}))
    outer = app.router.lifespan_context

    @contextlib.asynccontextmanager
    async def lifespan(parent: FastAPI) -> AsyncIterator[Any]:
        async with outer(parent) as state, contextlib.AsyncExitStack() as stack:
            for holder, _ in mounted.values():
                await stack.enter_async_context(holder.router.lifespan_context(holder))
            yield state

    app.router.lifespan_context = lifespan


def gradio_app(site: Site, language: str, runs: Runs) -> tuple[FastAPI, FastAPI]:
    """The Gradio application of one language, and before it the holder of its lifespan."""
    holder = FastAPI(openapi_url=None)
    holder.add_middleware(CORSMiddleware, allow_origins=[])  # else Gradio reflects any origin
    gr.mount_gradio_app(
        holder,
        chat_blocks(ChatDesk(site, language, runs), language),
        path=PATH,
        auth_dependency=signed_in_name,
        theme=chat_theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
        app_kwargs={"openapi_url": None, "docs_url": None, "redoc_url": None},
    )
    inner = holder.routes[-1].app  # type: ignore[attr-defined]
    return holder, inner


def signed_in_name(request: Request) -> str | None:
    """Who sends a request to Gradio; None is refused there."""
    person = caller_in(request.scope).person
    return person.name if person else None


def chat_blocks(desk: ChatDesk, language: str) -> gr.Blocks:
    """The page: conversations at the side, the talk in the middle, the question below."""
    t = partial(text, language=language)
    blocks = gr.Blocks(
        title=f"{t('chat.title')} · {t('app.name')}", fill_height=True, analytics_enabled=False
    )
    with blocks:
        with gr.Column(elem_id="shelf"):
            new = gr.Button(t("chat.new"), elem_id="new")
            gr.Button(t("chat.conversations"), elem_id="shelf-toggle")  # chat.js, narrow screens
            shelf = gr.Markdown(elem_id="shelf-list", label=t("chat.conversations"))
        with gr.Column(elem_id="desk"):
            gr.Markdown(safe(t("chat.ai-banner")), elem_id="ai-banner")
            talk = gr.Chatbot(
                elem_id="talk",
                label=t("chat.answers"),
                show_label=False,
                container=False,
                buttons=[],
                layout="panel",
                autoscroll=False,  # chat.js follows the end; Gradio's own fights with the person
                height=None,
                latex_delimiters=[],
                feedback_options=None,
                group_consecutive_messages=False,
                allow_tags=False,
                allow_file_downloads=False,
            )
            remark = gr.Markdown(elem_id="remark")
            with gr.Row(elem_id="composer"):
                box = gr.Textbox(
                    elem_id="question",
                    label=t("chat.input"),
                    show_label=False,
                    container=False,
                    placeholder=t("chat.placeholder"),
                    lines=1,
                    max_lines=6,
                    autofocus=True,
                )
                send = gr.Button(t("chat.send"), elem_id="send", variant="primary")
                stop = gr.Button(t("chat.stop"), elem_id="stop", visible=False)
            gr.Markdown(safe(t("chat.footnote")), elem_id="footnote")
        wires = {
            name: gr.Textbox(elem_id=f"wire-{name}", visible="hidden", label=name, container=False)
            for name in ("open", "helpful", "forget", "current")
        }
        parts = Parts(talk, wires["current"], shelf, remark, box, send, stop)
        listen(blocks, desk, parts, new=new, wires=wires)
    blocks.queue(max_size=WAITING, default_concurrency_limit=ANSWERS_AT_ONCE)
    blocks._queue.sleep_when_free = LOOKS_APART_S
    blocks._queue.progress_update_sleep_when_free = LOOKS_APART_S
    return blocks


@dataclass(frozen=True, slots=True)
class Parts:
    """The components that the handlers change."""

    talk: gr.Chatbot
    current: gr.Textbox
    shelf: gr.Markdown
    remark: gr.Markdown
    box: gr.Textbox
    send: gr.Button
    stop: gr.Button

    @property
    def outputs(self) -> list[Component]:
        """All of them, as Gradio wants them declared."""
        return [self.talk, self.current, self.shelf, self.remark, self.box, self.send, self.stop]

    def changes(self, view: View) -> dict[Component, Any]:
        """What to change so that the page shows `view`."""
        changed: dict[Component, Any] = {}
        talk: dict[str, Any] = {}
        if view.messages is not None:
            talk["value"] = view.messages
        if view.welcome is not None:
            talk["placeholder"] = view.welcome
        if talk:
            changed[self.talk] = gr.update(**talk)
        plain = (
            (self.current, view.conversation_id),
            (self.shelf, view.shelf),
            (self.remark, view.remark),
            (self.box, view.box),
        )
        changed |= {part: value for part, value in plain if value is not None}
        if view.running is not None:
            changed[self.send] = gr.update(visible=not view.running)
            changed[self.stop] = gr.update(visible=view.running)
        return changed


def listen(
    blocks: gr.Blocks, desk: ChatDesk, parts: Parts, *, new: gr.Button, wires: dict[str, gr.Textbox]
) -> None:
    """Bind what people do to the desk. Stopping and opening never wait behind answers."""

    def start(request: gr.Request) -> dict[Component, Any]:
        return parts.changes(desk.open(asked_for(request), request))

    def open_new(request: gr.Request) -> dict[Component, Any]:
        return parts.changes(desk.open("", request))

    def open_kept(conversation_id: str, request: gr.Request) -> dict[Component, Any]:
        return parts.changes(desk.open(conversation_id, request))

    def forget(conversation_id: str, current: str, request: gr.Request) -> dict[Component, Any]:
        return parts.changes(desk.forget(conversation_id, current, request))

    def answer(
        question: str, conversation_id: str, request: gr.Request
    ) -> Generator[dict[Component, Any], None, None]:
        views = desk.send(question, conversation_id, request)
        try:
            for view in views:
                yield parts.changes(view)
        except GeneratorExit:
            # Gradio closes us on its event loop, where nothing may wait for the model's stream.
            threading.Thread(target=views.close, name="close-answer", daemon=True).start()
            raise

    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    aside: dict[str, Any] = {**quiet, "concurrency_limit": None, "trigger_mode": "multiple"}
    asked = [parts.box, parts.current]
    current = parts.current
    blocks.load(start, None, parts.outputs, **aside)
    gr.on(
        [parts.box.submit, parts.send.click],
        answer,
        asked,
        parts.outputs,
        concurrency_limit=ANSWERS_AT_ONCE,
        trigger_mode="once",
        **quiet,
    )
    parts.stop.click(desk.stop, None, None, **aside)
    new.click(open_new, None, parts.outputs, **aside)
    wires["open"].submit(open_kept, [wires["open"]], parts.outputs, **aside)
    wires["forget"].submit(forget, [wires["forget"], current], parts.outputs, **aside)
    wires["helpful"].submit(desk.helpful, [wires["helpful"]], None, **aside)


def asked_for(request: gr.Request) -> str:
    """The conversation that the page's address names, or ""."""
    return str(request.query_params.get("c", ""))[:100]
