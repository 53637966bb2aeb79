// The library page: choosing files, sending them two at a time, following the reading, removing.
"use strict";

const AT_ONCE = 2;
const POLL_MS = 1000;
const REFRESH_MS = 3000; // thousands of files finish one after the other
const ASKED_AT_ONCE = 100; // jobs in one request
const uploads = [];
let polling = false;

const form = document.getElementById("add");
const list = document.getElementById("upload-list");

// ---- who may read ----

function showReaders() {
  const groups = JSON.parse(form.collection.selectedOptions[0].dataset.groups);
  const names = groups.map(visibleName).join(", ") || say("library.collection.nobody");
  document.getElementById("collection-hint").textContent = say("library.collection.hint", {
    groups: names,
  });
  const known = JSON.parse(document.getElementById("known-groups").textContent);
  // The only group of a collection narrows nothing.
  const narrower = known.filter((group) => groups.length > 1 || group !== groups[0]);
  document.getElementById("narrow").hidden = narrower.length === 0;
  document.getElementById("groups").replaceChildren(
    ...narrower.map((group) => {
      const label = element("label");
      const box = element("input");
      box.type = "checkbox";
      box.name = "reader";
      box.value = group;
      label.append(box, visibleName(group));
      return label;
    }),
  );
  warnOfNarrowing();
}

function chosenReaders() {
  return [...form.querySelectorAll("input[name=reader]:checked")].map((box) => box.value);
}

function warnOfNarrowing() {
  const mine = JSON.parse(document.getElementById("my-groups").textContent);
  const chosen = chosenReaders();
  document.getElementById("not-you").hidden =
    chosen.length === 0 || chosen.some((group) => mine.includes(group));
}

// ---- adding ----

function addressOf(name) {
  const query = new URLSearchParams({
    collection: form.collection.value,
    name,
    batch: form.dataset.batch,
  });
  chosenReaders().forEach((group) => query.append("reader", group));
  return `/library/upload?${query}`;
}

function add(files, folders) {
  const limit = Number(form.dataset.limitMib);
  folders.forEach((name) => listed(new Upload(name, null, "")).fail(say("library.file.folder"), false));
  for (const file of files) {
    const upload = listed(new Upload(file.name, file, addressOf(file.name)));
    upload.batch = form.dataset.batch;
    if (file.size > limit * (1 << 20)) {
      upload.fail(say("library.file.too-large", { limit }), false);
    }
  }
  sendNext();
}

function listed(upload) {
  uploads.push(upload);
  list.append(upload.row);
  document.getElementById("uploads").hidden = false;
  showProgress();
  return upload;
}

async function sendNext() {
  const sending = uploads.filter((upload) => upload.phase === "sending").length;
  const waiting = uploads.filter((upload) => upload.phase === "waiting" && upload.file);
  await Promise.all(
    waiting.slice(0, Math.max(0, AT_ONCE - sending)).map(async (upload) => {
      await upload.send();
      showProgress();
      poll();
      sendNext();
    }),
  );
}

// ---- following ----

function showProgress() {
  const open = uploads.filter((upload) => upload.open).length;
  const failed = Others.gone.failed + uploads.filter((upload) => upload.toLookAt).length;
  const cancelled = Others.gone.cancelled + uploads.filter((upload) => upload.cancelled).length;
  const total = Others.gone.total + uploads.length;
  // Of very many not all are listed.
  const key = Pace.filesLeft > open ? "library.progress.listed" : "library.progress";
  const parts = [open ? say(key, { done: total - open, total }) : say(`${key}.done`, { total })];
  if (failed) {
    parts.push(say("library.progress.failed", { failed }));
  }
  if (cancelled) {
    parts.push(say("library.cancelled", { cancelled }));
  }
  document.getElementById("progress").textContent = parts.join(" · ");
  document.getElementById("cancel").hidden = !uploads.some((upload) => upload.canBeCancelled);
}

// Files that are neither sent nor begun: others stay as they are.
async function cancelWaiting() {
  uploads.filter((upload) => upload.phase === "waiting").forEach((upload) => upload.cancel());
  showProgress();
  const failure = document.getElementById("cancel-failed");
  failure.hidden = true;
  failure.textContent = await cancelSent();
  failure.hidden = !failure.textContent;
  poll();
}

// Asks the server to cancel what it has; returns why that failed, empty where it did not.
async function cancelSent() {
  let answer;
  try {
    answer = await fetch("/library/cancel", {
      method: "POST",
      headers: { Accept: "application/json" },
    });
  } catch {
    return say("library.cancel.network");
  }
  if (answer.ok) {
    return "";
  }
  if (answer.status === 401) {
    return say("library.cancel.signed-out");
  }
  const said = await answer.json().catch(() => ({}));
  const reason = said.hint || said.message || String(answer.status);
  return say("library.cancel.failed", { reason });
}

async function poll() {
  if (polling) {
    return;
  }
  polling = true;
  let [stale, refreshed] = [false, 0];
  while (uploads.some((upload) => upload.phase === "reading") || Pace.filesLeft) {
    const before = Pace.filesLeft;
    const finished = await look().catch(() => 0);
    await Pace.look().catch(() => {});
    await Others.join().catch(() => {});
    showProgress(); // once all is known
    stale = stale || finished > 0 || Pace.filesLeft < before;
    if (stale && Date.now() - refreshed > REFRESH_MS) {
      stale = false;
      refreshed = Date.now();
      await refreshLists().catch(() => {});
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  if (stale) {
    await refreshLists().catch(() => {});
  }
  polling = false;
}

// Asks how the open jobs stand, batch by batch; returns how many have finished since. Of very many
// those first that are read, then the oldest: the next ones.
async function look() {
  const reading = uploads.filter((upload) => upload.phase === "reading");
  reading.sort((one, other) => one.queued - other.queued || one.job - other.job);
  for (const batch of new Set(reading.map((upload) => upload.batch))) {
    const asked = reading.filter((one) => one.batch === batch).slice(0, ASKED_AT_ONCE);
    const ids = asked.map((upload) => `&id=${upload.job}`).join("");
    const jobs = await jobsOf(`/library/jobs?batch=${batch}${ids}`);
    if (!jobs) {
      reading.forEach((upload) => upload.leftAlone());
      return 0;
    }
    const known = new Map(jobs.map((job) => [job.id, job]));
    for (const upload of asked) {
      if (known.has(upload.job)) {
        upload.show(known.get(upload.job));
      } else {
        upload.takenOver();
      }
    }
  }
  return reading.filter((upload) => !upload.open).length;
}

// null where the session has ended.
async function jobsOf(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json", ...Pace.WATCHING } });
  if (answer.status === 401) {
    return null;
  }
  if (!answer.ok) {
    throw new Error(String(answer.status));
  }
  return (await answer.json()).jobs;
}

// The lists of the page as the server would show them now.
async function refreshLists() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", ...Pace.WATCHING } });
  if (answer.ok && !answer.redirected) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const name of ["unread", "documents"]) {
      const fresh = page.getElementById(name);
      const shown = document.getElementById(name);
      if (fresh && !shown.contains(document.activeElement)) {
        shown.replaceWith(document.importNode(fresh, true));
      }
    }
  }
}

// ---- dropping ----

function dropped(event) {
  event.preventDefault();
  dropzone.classList.remove("over");
  const files = [];
  const folders = [];
  for (const item of event.dataTransfer.items) {
    const entry = item.webkitGetAsEntry?.();
    const file = item.getAsFile();
    if (entry?.isDirectory) {
      folders.push(entry.name);
    } else if (file) {
      files.push(file);
    }
  }
  add(files, folders);
}

const dropzone = document.getElementById("dropzone");
if (form) {
  form.addEventListener("submit", (event) => event.preventDefault());
  form.collection.addEventListener("change", showReaders);
  document.getElementById("groups").addEventListener("change", warnOfNarrowing);
  document.getElementById("files").addEventListener("change", (event) => {
    add([...event.target.files], []);
    event.target.value = "";
  });
  dropzone.addEventListener("dragover", (event) => {
    event.preventDefault();
    dropzone.classList.add("over");
  });
  dropzone.addEventListener("dragleave", () => dropzone.classList.remove("over"));
  dropzone.addEventListener("drop", dropped);
  list.addEventListener("again", sendNext);
  document.getElementById("cancel").addEventListener("click", cancelWaiting);
  showReaders();
  Others.resume();
  window.addEventListener("beforeunload", (event) => {
    if (uploads.some((upload) => upload.phase === "sending" || (upload.phase === "waiting" && upload.file))) {
      event.preventDefault();
    }
  });
}

// ---- removing ----

const question = document.getElementById("remove");
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-remove]");
  if (button) {
    document.getElementById("remove-id").value = button.dataset.remove;
    document.getElementById("remove-name").textContent = button.dataset.title;
    document.getElementById("remove-of-folder").hidden = !("ofFolder" in button.dataset);
    question.showModal();
  }
});
