// What the chat needs in the browser: the panel of the cited page, the person's clicks inside
// answers, and the moments when the server says no. Texts come from the page, never from here.
"use strict";

(() => {
  const $ = (id) => document.getElementById(id);
  const words = JSON.parse($("chat-words").textContent);

  // Gradio puts the browser's language there; the page is in the person's.
  const html = document.documentElement;
  const language = html.lang;
  new MutationObserver(() => {
    if (html.lang !== language) html.lang = language;
  }).observe(html, { attributeFilter: ["lang"] });

  // ---- the server says no, or nothing any more: said above the talk, in the page's language ----

  const alertBar = $("chat-alert");
  let leaving = false;
  addEventListener("pagehide", () => (leaving = true));

  function sayAlert(kind) {
    if (leaving) return;
    alertBar.dataset.shown = kind;
    alertBar.hidden = !kind;
    document.body.classList.toggle("interrupted", kind === "lost" || kind === "session");
  }

  const send = window.fetch;
  window.fetch = async (resource, options) => {
    const address = String(resource?.url ?? resource);
    const ofGradio = address.includes("/gradio_api/queue/");
    try {
      const response = await send(resource, options);
      if (ofGradio) judge(response);
      if (response.ok && address.endsWith("/gradio_api/app_id")) comeBack();
      if (response.ok && address.includes("/queue/data")) followStream(response.clone());
      return response;
    } catch (problem) {
      if (ofGradio && problem?.name !== "AbortError") sayAlert("lost");
      throw problem;
    }
  };

  function judge(response) {
    if (response.ok) sayAlert("");
    else if (response.status === 401 || response.status === 403) sayAlert("session");
    else if (response.status === 503) sayAlert("busy");
    else sayAlert("lost");
  }

  // The server is there again. What was kept of an answer is shown by opening the page anew;
  // what somebody has typed meanwhile is left to them.
  function comeBack() {
    const typed = document.querySelector("#question textarea")?.value;
    if (alertBar.dataset.shown === "lost" && !typed) location.reload();
  }

  // Gradio's stream says when it closes; one that ends without was cut: by a server that went
  // away, or by ours, which ends it with the session.
  async function followStream(response) {
    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    let tail = "";
    try {
      for (let part = await reader.read(); !part.done; part = await reader.read()) {
        tail = (tail + decoder.decode(part.value, { stream: true })).slice(-500);
      }
    } catch {
      // Gradio lets go of the stream once it was told of its end.
    }
    if (tail.includes("close_stream") || leaving) return;
    try {
      const page = await send("/chat/", { method: "HEAD", redirect: "manual" });
      sayAlert(page.ok ? "lost" : "session");
    } catch {
      sayAlert("lost");
    }
  }

  $("chat-reload").addEventListener("click", () => location.reload());

  // ---- telling Gradio: hidden text boxes, submitted as if Enter had been pressed in them ----

  function write(box, value) {
    box.value = value;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function tell(name, value) {
    const box = document.querySelector(`#wire-${name} textarea`);
    write(box, value);
    box.dispatchEvent(new KeyboardEvent("keypress", { key: "Enter", bubbles: true }));
  }

  function ask(question) {
    const box = document.querySelector("#question textarea");
    write(box, question);
    box.focus();
    requestAnimationFrame(() => $("send").click());
  }

  // ---- the cited page ----

  const panel = $("source-panel");
  const frame = $("source-page");
  let openedBy = "";

  // A mark is named by the card of its source, which is always shown with it.
  function nameOf(link) {
    const cards = [...(link.closest(".answer")?.querySelectorAll("a.source") ?? [])];
    const card = cards.find((one) => one.getAttribute("href") === link.getAttribute("href"));
    const part = (name) => card?.querySelector(`.${name}`)?.textContent;
    if (link.classList.contains("twin")) return link.textContent;
    return card ? `${part("title")}, ${part("page")}` : link.title;
  }

  function markOpened(address) {
    for (const link of document.querySelectorAll("#talk a.cite, #talk a.source, #talk a.twin")) {
      link.classList.toggle("opened", link.getAttribute("href") === address);
    }
  }

  function openSource(link) {
    openedBy = link.getAttribute("href");
    $("source-title").textContent = nameOf(link);
    $("source-tab").href = openedBy;
    frame.contentWindow.location.replace(new URL(openedBy, location.href));
    panel.hidden = false;
    document.body.classList.add("reading");
    shutBehind();
    markOpened(openedBy);
    $("source-close").focus({ preventScroll: true });
  }

  function closeSource() {
    if (panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("reading");
    shutBehind();
    frame.contentWindow.location.replace("about:blank");
    markOpened("");
    const links = [...document.querySelectorAll("#talk a.cite, #talk a.source, #talk a.twin")];
    const back = links.find((link) => link.getAttribute("href") === openedBy);
    (back ?? document.querySelector("#question textarea"))?.focus();
  }

  $("source-close").addEventListener("click", closeSource);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shelfShown()) showShelf(false);
    else if (event.key === "Escape") closeSource();
  });

  // Escape counts inside the page as well, from the moment it is there: its pictures may take
  // longer, and its own links lead to other pages.
  function listenInside() {
    const inner = frame.contentWindow;
    if (panel.hidden || inner.escapeCounts) return;
    inner.escapeCounts = true;
    inner.addEventListener("keydown", (event) => {
      if (event.key === "Escape") closeSource();
    });
  }

  frame.addEventListener("load", listenInside);
  setInterval(listenInside, 200);

  // On a phone the panel covers everything: what is behind it cannot be reached meanwhile.
  const narrow = matchMedia("(max-width: 40rem)");

  function shutBehind() {
    const shut = narrow.matches && !panel.hidden;
    for (const part of document.body.children) {
      if (part !== panel && part.tagName !== "SCRIPT") part.inert = shut;
    }
  }

  narrow.addEventListener("change", shutBehind);

  // ---- clicks inside the talk and the shelf ----

  async function copyAnswer(button) {
    const answer = button.closest(".answer");
    const text = plainAnswer(answer);
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    const before = button.textContent;
    button.textContent = words.copied;
    setTimeout(() => (button.textContent = before), 2000);
  }

  function plainAnswer(answer) {
    const said = answer.querySelector(".said").cloneNode(true);
    for (const mark of said.querySelectorAll("a.cite")) mark.textContent = `[${mark.textContent}]`;
    for (const mark of said.querySelectorAll(".no-source")) mark.textContent = `(${mark.textContent})`;
    const lines = [...said.querySelectorAll(".line")]; // of a counted list
    const differing = [...answer.querySelectorAll(".differ p")];
    const told = lines.length ? lines : [...said.children, ...differing];
    const paragraphs = told.map((part) => part.textContent.trim());
    const sources = [...answer.querySelectorAll("a.source")].map((card) => {
      const part = (name) => card.querySelector(`.${name}`)?.textContent ?? "";
      return `[${part("number")}] ${part("title")}, ${part("page")}`;
    });
    const text = `${paragraphs.join("\n\n")}\n`;
    return sources.length ? `${text}\n${words.sources}\n${sources.join("\n")}\n` : text;
  }

  function markHelpful(button) {
    const [, turn, word] = button.id.split("-");
    tell("helpful", `${turn}:${word}`);
    const choice = button.closest(".after");
    for (const other of choice.querySelectorAll(".helpful")) {
      other.classList.toggle("pressed", other === button);
      other.setAttribute("aria-pressed", String(other === button));
    }
    choice.querySelector(".asked").textContent = words.thanks;
    $("chat-status").textContent = words.thanks;
  }

  // On a narrow screen the conversations come down from their button.
  const shelfShown = () => document.body.classList.contains("shelf-open");

  function showShelf(shown) {
    document.body.classList.toggle("shelf-open", shown);
    $("shelf-toggle")?.setAttribute("aria-expanded", String(shown));
  }

  // Where there is a keyboard of its own, the next thing to do is to type.
  const typing = matchMedia("(hover: hover)");

  document.addEventListener("click", (event) => {
    const found = (selector) => event.target.closest?.(selector);
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    const source = found("#talk a.cite, #talk a.source, #talk a.twin");
    if (source && plain) {
      event.preventDefault();
      openSource(source);
      return;
    }
    if (!found("#shelf-list")) showShelf(Boolean(found("#shelf-toggle")) && !shelfShown());
    const kept = found("#shelf-list a.kept");
    if (kept && plain) {
      event.preventDefault();
      showShelf(false);
      tell("open", new URL(kept.href).searchParams.get("c"));
      return;
    }
    if (found("#new, #send, #stop") && typing.matches) {
      document.querySelector("#question textarea")?.focus();
    }
    const helpful = found("#talk button.helpful");
    if (helpful) markHelpful(helpful);
    const copy = found("#talk button.copy");
    if (copy) copyAnswer(copy);
    const example = found("#talk button.example");
    if (example) ask(example.textContent);
    const forget = found("#shelf-list button.forget");
    if (forget?.classList.contains("sure")) {
      const current = forget.parentElement.querySelector("a.kept");
      tell("forget", new URL(current.href).searchParams.get("c"));
    } else if (forget) {
      forget.classList.add("sure");
      forget.addEventListener("blur", () => forget.classList.remove("sure"), { once: true });
    }
  });

  // ---- what Gradio leaves unsaid or says in its own words ----

  function rename(root) {
    const log = root.querySelector("#talk [role=log]");
    if (log) {
      log.setAttribute("aria-label", words.answers);
      log.setAttribute("aria-live", "off"); // each sentence would be read again from the start
    }
    for (const message of root.querySelectorAll("#talk [data-testid=user], #talk [data-testid=bot]")) {
      const name = message.dataset.testid === "user" ? words.you : words.answer;
      if (message.getAttribute("aria-label") !== name) {
        message.setAttribute("role", "group");
        message.setAttribute("aria-label", name);
      }
    }
    for (const mark of root.querySelectorAll("#talk a.cite:not([aria-label])")) {
      mark.setAttribute("aria-label", mark.title);
    }
    for (const button of root.querySelectorAll("#talk button.helpful:not([aria-pressed])")) {
      button.setAttribute("aria-pressed", String(button.classList.contains("pressed")));
    }
    const current = root.querySelector("#shelf-list a.current");
    current?.setAttribute("aria-current", "page");
    const shelf = root.querySelector("#shelf-list");
    shelf?.setAttribute("aria-label", words.conversations);
    shelf?.setAttribute("role", "navigation");
    const box = root.querySelector("#question textarea");
    box?.setAttribute("maxlength", "20000");
    rememberAddress(root);
  }

  // The address names the conversation, so that a reload or another language comes back to it.
  const ADDRESS_MS = 300;

  function rememberAddress(root) {
    if (!root.querySelector("#shelf-list :is(.shelf, .none)")) return; // not opened yet
    const field = root.querySelector("#wire-current textarea");
    if (!field) return;
    const id = field.value;
    const address = new URL(location.href);
    if ((address.searchParams.get("c") ?? "") === id) return;
    if (id) address.searchParams.set("c", id);
    else address.searchParams.delete("c");
    history.replaceState(null, "", address);
    for (const next of document.querySelectorAll('.topbar [name="next"]')) {
      next.value = address.pathname + address.search;
    }
  }

  // Read aloud: each new sentence once, not the whole answer again.
  let spoken = "";

  function speak(root) {
    const answers = root.querySelectorAll("#talk .answer");
    const last = answers[answers.length - 1];
    const text = last?.querySelector(".said, .refused, .remark, .progress")?.innerText ?? "";
    if (!text || text === spoken) return;
    $("chat-status").textContent = text.startsWith(spoken) ? text.slice(spoken.length) : text;
    spoken = text;
  }

  // The end stays in view while an answer is written, unless the person scrolled away from it;
  // a new question, or another conversation, always leads to it.
  const NEAR_PX = 48;
  let questions = 0;
  let atEnd = true;
  let lastTop = 0;

  // Of a counted list the count comes first: it is not left for the end of the list.
  function countedLast(log) {
    const last = [...log.querySelectorAll(".answer")].pop();
    return last?.classList.contains("mentions") ?? false;
  }

  function follow(root) {
    const log = root.querySelector("#talk [role=log]");
    if (!log) return;
    if (!log.dataset.followed) {
      log.dataset.followed = "yes";
      log.addEventListener("scroll", () => {
        const near = log.scrollHeight - log.clientHeight - log.scrollTop < NEAR_PX;
        if (near) atEnd = true;
        else if (log.scrollTop < lastTop) atEnd = false; // upwards: no text does that by growing
        lastTop = log.scrollTop;
      });
    }
    const now = log.querySelectorAll(".question").length;
    if (now !== questions) atEnd = true;
    questions = now;
    if (!atEnd) return;
    if (countedLast(log)) {
      const asked = [...log.querySelectorAll(".question")].pop();
      log.scrollTop += asked.getBoundingClientRect().top - log.getBoundingClientRect().top - NEAR_PX;
      atEnd = false;
    } else {
      log.scrollTop = log.scrollHeight;
    }
  }

  function watch() {
    const app = document.querySelector("gradio-app");
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        waiting = false;
        rename(app);
        speak(app);
        follow(app);
        if (!panel.hidden) markOpened(openedBy);
      });
    }).observe(app, { childList: true, subtree: true, attributeFilter: ["aria-label"] });
    // The value of a field changes without a mutation: after the last one it is looked at again.
    setInterval(() => rememberAddress(app), ADDRESS_MS);
  }

  watch();
})();
