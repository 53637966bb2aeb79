// The reading report while its document is read again: how far that is, then what it says anew.
"use strict";

const POLL_MS = 1000;
const WATCHING = { "Intramuros-Watching": "1" }; // no sign of life: an idle session still ends

async function follow() {
  for (;;) {
    const line = document.getElementById("rereading");
    if (!line) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    const answer = await fetch(line.dataset.standing, {
      headers: { Accept: "application/json", ...WATCHING },
    }).catch(() => null);
    if (answer && (answer.status === 401 || answer.status === 404)) {
      location.reload(); // signed out, or the document is gone: the server says so
      return;
    }
    if (answer?.ok) {
      const standing = await answer.json();
      document.getElementById("rereading-label").textContent = standing.label;
      if (standing.stamp !== line.dataset.stamp) {
        await refresh(line.dataset.done).catch(() => {});
      }
    }
  }
}

// What the server says now in place of what is shown, a question that is open kept open.
async function refresh(done) {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", ...WATCHING } });
  if (!answer.ok || answer.redirected) {
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const open = [...document.querySelectorAll("main details[open][id]")].map((one) => one.id);
  const focused = document.activeElement?.id;
  document.getElementById("content").replaceWith(document.importNode(page.getElementById("content"), true));
  open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
  if (focused) {
    document.getElementById(focused)?.focus({ preventScroll: true });
  }
  if (!document.getElementById("rereading")) {
    document.getElementById("fresh").textContent = done;
  }
}

follow();
