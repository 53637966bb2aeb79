// How fast the files that are still to be read go, over the last minute, and how long is left.
"use strict";

const Pace = {
  WATCHING: { "Intramuros-Watching": "1" }, // no sign of life: an idle session still ends
  WINDOW_S: 60,
  filesLeft: 0,
  seen: [], // what the server answered, oldest first; its clock counts

  async look() {
    const since = this.seen[0];
    const query = since ? `?since=${since.now}&under_way=${since.under_way}` : "";
    const answer = await fetch(`/library/pace${query}`, {
      headers: { Accept: "application/json", ...this.WATCHING },
    });
    if (!answer.ok) {
      this.show({ files_left: 0, label: "" });
      throw new Error(String(answer.status));
    }
    const pace = await answer.json();
    this.show(pace);
    this.seen.push({ now: pace.now, under_way: pace.under_way });
    while (pace.now - this.seen[0].now > this.WINDOW_S) {
      this.seen.shift();
    }
  },

  show(pace) {
    this.filesLeft = pace.files_left;
    if (!pace.files_left) {
      this.seen = []; // what comes next is no continuation
    }
    const line = document.getElementById("pace");
    line.textContent = pace.label;
    line.hidden = !pace.label;
  },
};
