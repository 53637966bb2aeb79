// Brings the cited lines into sight; without this script a link does.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const cited = document.getElementById("cited");
  if (cited && !location.hash) {
    cited.scrollIntoView({ block: "nearest" });
  }
});
