// Wording for the other scripts of the library, and names as text: what could turn a line round
// or hide a part of it is spelled out, as the server does.
"use strict";

const Wording = JSON.parse(document.getElementById("wording").textContent);

function say(key, values = {}) {
  return Wording[key].replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}

function visibleName(name) {
  return name.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0).toString(16);
    return code.length <= 2 ? `\\x${code.padStart(2, "0")}` : `\\u${code.padStart(4, "0")}`;
  });
}

function element(kind, classes = "", text = "") {
  const made = document.createElement(kind);
  made.className = classes;
  made.textContent = text;
  return made;
}
