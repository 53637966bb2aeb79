"""What people and programs see when something is wrong."""

import httpx
import pytest
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request

from assistant.errors import QuestionTooLong
from storage.errors import (
    AssistantError,
    BadInput,
    LedgerDamaged,
    NameTaken,
    UnknownCollection,
    UnknownDocument,
)
from ui.error_pages import WITH_WORDING, install_error_pages, status_of
from ui.wording import text

SECRET = "planted: /home/x/secret.pdf of emma"


def failing(error: Exception) -> FastAPI:
    app = FastAPI(openapi_url=None)
    install_error_pages(app)

    @app.get("/fails")
    def fails() -> None:
        raise error

    @app.get("/numbered/{number}")
    def numbered(request: Request, number: int) -> None:
        return None

    return app


async def answer(error: Exception, path: str = "/fails", **headers: str) -> httpx.Response:
    transport = httpx.ASGITransport(failing(error))
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.get(path, headers=headers)


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownDocument(SECRET), 404),
        (UnknownCollection(SECRET), 404),
        (NameTaken(SECRET), 409),
        (BadInput(SECRET), 400),
        (QuestionTooLong(SECRET), 400),
        (LedgerDamaged(SECRET), 503),
        (AssistantError(SECRET), 503),
    ],
)
async def test_an_error_of_ours_has_its_status_and_keeps_its_text_to_itself(
    error: AssistantError, status: int
) -> None:
    assert status_of(error) == status
    for accept in ("text/html", "application/json"):
        response = await answer(error, accept=accept)
        assert response.status_code == status
        assert "planted" not in response.text and "emma" not in response.text


async def test_unknown_things_of_every_kind_are_the_same_answer() -> None:
    bodies = {
        (await answer(error, accept="application/json")).text
        for error in (UnknownDocument("a"), UnknownCollection("b"), HTTPException(404))
    }
    assert len(bodies) == 1


async def test_a_program_gets_code_message_and_hint() -> None:
    response = await answer(QuestionTooLong(SECRET))
    assert response.json() == {
        "code": "question-too-long",
        "message": "Request refused",
        "hint": "Your question is too long. Shorten it and ask again.",
    }


@pytest.mark.parametrize("status", sorted(WITH_WORDING))
@pytest.mark.parametrize(("accepted", "language"), [("fr-FR", "fr"), ("en", "en"), ("de", "en")])
async def test_a_page_in_the_readers_language_for_each_status(
    status: int, accepted: str, language: str
) -> None:
    headers = {"accept": "text/html", "accept-language": accepted}
    response = await answer(HTTPException(status, detail=SECRET), **headers)
    assert response.status_code == status
    title = text(f"error-page.{status}", language)
    assert f"<h1>{title}</h1>" in response.text
    assert f'<html lang="{language}">' in response.text
    assert "planted" not in response.text


@pytest.mark.parametrize(("status", "shown"), [(418, 400), (410, 400), (502, 500), (504, 500)])
async def test_a_status_without_a_page_of_its_own_gets_a_general_one(
    status: int, shown: int
) -> None:
    response = await answer(HTTPException(status), accept="text/html")
    assert response.status_code == status
    assert text(f"error-page.{shown}", "en") in response.text


async def test_a_malformed_address_is_a_page_that_does_not_exist() -> None:
    for path in ("/numbered/x", "/nowhere"):
        response = await answer(BadInput(""), path, accept="text/html")
        assert response.status_code == 404
        assert "does not exist" in response.text
