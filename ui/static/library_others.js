// Files that others, or a folder, bring: those under way when the page opens, and those that come
// while it is open. The list stays short, however many come.
"use strict";

const Others = {
  LISTED: 200, // rows of files under way: as many as the server names
  KEPT: 300, // rows in all: of files that are finished the oldest go
  JOIN_MS: 5000, // between looks for new ones: the answer has 200 files
  IDLE_MS: 10000, // between looks whether anything is under way at all
  joined: 0, // when it was looked last
  gone: { total: 0, failed: 0, cancelled: 0 }, // of files whose rows went

  // Files that were being read already when the page was opened.
  async resume() {
    const jobs = (await jobsOf("/library/jobs").catch(() => null)) || [];
    this.list(jobs);
    showProgress();
    if (jobs.length < Number(form.dataset.filesLeft)) {
      await refreshLists().catch(() => {}); // some ended while the page was on its way
    }
    poll();
    setInterval(() => this.watch(), this.IDLE_MS);
  },

  // Those that came since, where more is under way than the list shows.
  async join() {
    const open = uploads.filter((upload) => upload.open).length;
    if (Pace.filesLeft <= open || Date.now() - this.joined < this.JOIN_MS) {
      return;
    }
    this.joined = Date.now();
    this.list((await jobsOf("/library/jobs")) || []);
    this.makeRoom();
  },

  // What this page sends has its row already, though the answer may still be on its way.
  list(jobs) {
    const known = new Set(uploads.map((upload) => upload.job));
    let room = this.LISTED - uploads.filter((upload) => upload.open).length;
    for (const job of jobs) {
      const wanted = !job.waiting || room > 0;
      if (job.verdict || known.has(job.id) || job.batch === form.dataset.batch || !wanted) {
        continue;
      }
      room -= 1;
      const upload = listed(new Upload(job.file_name, null, ""));
      upload.batch = job.batch;
      upload.job = job.id;
      upload.phase = "reading";
      upload.show(job);
    }
  },

  makeRoom() {
    const over = uploads.filter((upload) => !upload.open && upload.job && !upload.file);
    for (const upload of over.slice(0, Math.max(0, uploads.length - this.KEPT))) {
      this.gone.total += 1;
      this.gone.failed += upload.toLookAt;
      this.gone.cancelled += upload.cancelled;
      upload.row.remove();
      uploads.splice(uploads.indexOf(upload), 1);
    }
  },

  // While nothing is followed: whether somebody brings something now.
  async watch() {
    if (!polling && !document.hidden) {
      await Pace.look().catch(() => {});
      if (Pace.filesLeft) {
        poll();
      }
    }
  },
};
