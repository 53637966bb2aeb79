// One file on its way: sent by a request of its own, then read page by page by the server.
"use strict";

class Upload {
  // `file` is null for a job that another page, or an earlier visit, began.
  constructor(name, file, address) {
    this.file = file;
    this.address = address;
    this.batch = "";
    this.job = 0;
    this.phase = "waiting"; // waiting, sending, reading, done, failed
    this.queued = true; // nobody has begun to read it
    this.toLookAt = false; // failed, read in part, or with hidden text
    this.cancellable = true; // while nobody has begun to read it
    this.cancelled = false;
    this.row = element("li", "upload");
    const title = element("div", "name", visibleName(name) + " ");
    if (file) {
      title.append(element("span", "size", readableSize(file.size)));
    }
    this.badge = element("span", "badge");
    this.badge.hidden = true;
    this.bar = element("progress", "bar wide");
    this.bar.max = 100;
    this.bar.value = 0;
    this.bar.setAttribute("aria-label", visibleName(name));
    this.bar.hidden = true; // shown while something moves: not before it is sent, nor in the queue
    this.state = element("p", "state wide", say("library.file.waiting"));
    this.report = element("a", "", say("report.link"));
    this.report.setAttribute("aria-label", say("report.link.named", { title: visibleName(name) }));
    this.row.append(title, this.badge, this.bar, this.state);
  }

  get open() {
    return this.phase !== "done" && this.phase !== "failed";
  }

  get canBeCancelled() {
    return this.phase === "waiting" || (this.phase === "reading" && this.cancellable);
  }

  // Before it is sent: what the server has, it cancels itself.
  cancel() {
    this.phase = "done";
    this.cancelled = true;
    this.finish("", "", say("library.file.not-sent"));
  }

  // Resolves when the server has the file, or has refused it.
  send() {
    this.phase = "sending";
    this.bar.hidden = false;
    this.row.classList.remove("bad");
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      request.open("POST", this.address);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.responseType = "json";
      request.upload.onprogress = (sent) => this.showSending(sent.loaded, sent.total);
      request.onload = () => {
        this.answered(request.status, request.response || {});
        resolve();
      };
      request.onerror = () => {
        this.fail(say("library.file.network"), true);
        resolve();
      };
      request.send(this.file);
    });
  }

  answered(status, answer) {
    if (status === 200) {
      this.phase = "reading";
      this.job = answer.job;
      this.bar.hidden = true;
      this.state.textContent = say("library.file.sent");
    } else if (status === 401) {
      this.fail(say("library.file.signed-out"), false);
    } else {
      const reason = answer.hint || answer.message || String(status);
      this.fail(say("library.file.refused", { reason }), status >= 500 || status === 408);
    }
  }

  showSending(sent, total) {
    const percent = total ? Math.floor((100 * sent) / total) : 0;
    this.bar.value = percent;
    this.state.textContent = say("library.file.sending", { percent });
  }

  // `job` is what /library/jobs says of it.
  show(job) {
    this.cancellable = job.cancellable;
    this.queued = job.waiting;
    if (job.verdict) {
      this.phase = job.tone === "bad" ? "failed" : "done";
      this.cancelled = job.verdict === "cancelled";
      this.toLookAt = ["bad", "warn"].includes(job.tone) || Boolean(job.remarks);
      this.finish(job.label, job.tone, job.remarks || (job.tone === "ok" ? "" : job.meaning));
      this.showDetail(job.detail);
      this.linkReport(this.toLookAt ? job.report : "");
    } else if (job.waiting) {
      this.bar.hidden = true;
      this.state.textContent = say("library.file.sent");
    } else if (job.pages_total > 0) {
      this.bar.hidden = false;
      this.bar.max = job.pages_total;
      this.bar.value = job.pages_done;
      const [done, total] = [job.pages_done + 1, job.pages_total];
      this.state.textContent =
        done > total ? say("library.file.read") : say("library.file.reading", { done, total });
    } else {
      this.bar.hidden = false;
      this.bar.removeAttribute("value");
      this.state.textContent = job.label;
    }
  }

  // The same content was added again before it was read: the job went to the other page.
  takenOver() {
    this.phase = "done";
    this.finish("", "", say("library.file.taken-over"));
  }

  // The server has the file, and goes on; who is signed out cannot follow it.
  leftAlone() {
    this.phase = "done";
    this.finish("", "", say("library.file.left-alone"));
  }

  finish(label, tone, meaning) {
    this.bar.hidden = true;
    this.badge.hidden = !label;
    this.badge.className = `badge ${tone}`;
    this.badge.textContent = label;
    this.row.classList.toggle("bad", tone === "bad");
    this.state.textContent = meaning;
    this.state.hidden = !meaning;
  }

  // What the program says beside the verdict: English, whatever the page speaks.
  showDetail(detail) {
    if (detail) {
      const line = element("p", "detail wide", detail);
      line.lang = "en";
      this.row.append(line);
    }
  }

  // Where the person may read what the file became.
  linkReport(address) {
    if (address) {
      this.report.href = address;
      this.state.append(" · ", this.report);
    }
  }

  fail(reason, again) {
    this.phase = "failed";
    this.toLookAt = true;
    this.finish("", "bad", reason);
    if (again) {
      const button = element("button", "button small", say("library.file.retry"));
      button.type = "button";
      button.addEventListener("click", () => {
        button.remove();
        this.phase = "waiting";
        this.toLookAt = false;
        this.state.hidden = false;
        this.state.textContent = say("library.file.waiting");
        this.row.dispatchEvent(new CustomEvent("again", { bubbles: true }));
      });
      this.row.append(button);
    }
  }
}

function readableSize(bytes) {
  const language = document.documentElement.lang;
  const number = (value) => value.toLocaleString(language, { maximumFractionDigits: 1 });
  const unit = language === "fr" ? "o" : "B";
  if (bytes < 1 << 20) {
    return `${number(Math.ceil(bytes / 1024))} k${unit}`;
  }
  return `${number(bytes / (1 << 20))} M${unit}`;
}
