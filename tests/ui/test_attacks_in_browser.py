"""Attacks on the library and the viewer in Chromium: hostile documents, and pages elsewhere."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from fastapi import FastAPI
from playwright.sync_api import Browser

from storage.documents import list_documents
from storage.jobs import batch_jobs
from storage.records import OPERATOR
from tests.ui.chromium import visit
from tests.ui.hostile import NAMES, PAYLOADS
from tests.ui.live import serving
from tests.ui.organisation import PASSWORD, Organisation
from tests.ui.pdf_files import honest_pdf

pytestmark = pytest.mark.slow


def test_no_title_name_or_text_of_a_document_calls_out_or_runs(
    browser: Browser, organisation: Organisation, site: FastAPI
) -> None:
    """T4 and T5: 21 payloads as PDF titles and as texts, deceiving names as file names."""
    for number, payload in enumerate(PAYLOADS):
        pdf = honest_pdf([[f"Page number {number} of a test.", payload]], title=payload)
        organisation.queue(f"attack-{number}.pdf", pdf)
        organisation.queue(f"attack-{number}.txt", f"A sentence. {payload}".encode())
    for number, name in enumerate(NAMES):
        organisation.queue(f"{name}{number}.txt", f"Text {number} of an odd name.".encode())
    organisation.work()
    documents = list_documents(organisation.store.ledger, OPERATOR)
    assert len(documents) >= 2 * len(PAYLOADS) + len(NAMES)
    with serving(site) as address, visit(browser, address) as visitor:
        visitor.sign_in("claire", PASSWORD)
        visitor.errors.clear()
        for page_number in (1, 2, 3):
            visitor.page.goto(f"{address}/library?page={page_number}")
            assert not visitor.ran_a_payload
        for document in documents:
            visitor.page.goto(f"{address}/view/{document.id}/1")
            assert not visitor.ran_a_payload, document.file_name
        assert visitor.foreign == []
        assert visitor.errors == []


@contextmanager
def elsewhere(html: str) -> Iterator[int]:
    """A page on another port, which is another origin on the same site; the port it has."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_: object) -> None:
            """Nothing: the test looks at what happened, not at a log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


ATTACK = """<!doctype html><title>elsewhere</title>
<img id="picture" src="TARGET/page-image/DOCUMENT/1">
<iframe id="frame" src="TARGET/view/DOCUMENT/1"></iframe>
<form id="form" method="post" action="TARGET/library/remove" target="sink">
<input name="document" value="DOCUMENT"></form><iframe name="sink"></iframe>
<script>
async function attempts() {
  const read = async (path, options) => {
    try {
      const answer = await fetch("TARGET" + path, { credentials: "include", ...options });
      return (await answer.text()).length;
    } catch (error) {
      return "refused";
    }
  };
  document.getElementById("form").submit();
  return {
    jobs: await read("/library/jobs"),
    page: await read("/view/DOCUMENT/1"),
    config: await read("/chat/config"),
    silent: await read("/library/jobs", { mode: "no-cors" }),
    posted: await read("/library/upload?collection=handbook&name=x.txt&batch=BATCH",
      { method: "POST", body: "x" }),
    asked: await read("/api/v1/ask", { method: "POST", mode: "no-cors",
      headers: { "content-type": "text/plain" }, body: '{"question": "salaries?"}' }),
    picture: document.getElementById("picture").naturalWidth,
  };
}
</script>"""


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_a_page_elsewhere_reads_nothing_and_changes_nothing(
    browser: Browser, organisation: Organisation, site: FastAPI, name: str
) -> None:
    """T6: another port of the same host, to which the cookie goes along, and another host."""
    document = organisation.document("note.md")
    with serving(site) as address, visit(browser, address) as visitor:
        visitor.sign_in("claire", PASSWORD)
        html = ATTACK.replace("TARGET", address).replace("DOCUMENT", document.id)
        with elsewhere(html.replace("BATCH", "0" * 32)) as port:
            visitor.page.goto(f"http://{name}:{port}/")
            got = visitor.page.evaluate("attempts()")
            visitor.page.wait_for_timeout(500)
            framed = [frame.url for frame in visitor.page.frames]
            texts = [frame.evaluate("document.body.innerText") for frame in visitor.page.frames]
        assert got == {
            "jobs": "refused",
            "page": "refused",
            "config": "refused",
            "silent": got["silent"],
            "posted": "refused",
            "asked": got["asked"],
            "picture": 0,
        }
        assert got["silent"] in (0, "refused") and got["asked"] in (0, "refused")
        assert not any("archive room" in text for text in texts), framed
    assert batch_jobs(organisation.store.ledger, "0" * 32) == []
    titles = {one.file_name for one in list_documents(organisation.store.ledger, OPERATOR)}
    assert "note.md" in titles
