// A closed tab keeps its text; a finding leads to its line.
"use strict";
const form = document.querySelector("form[data-editor]");
const area = form.querySelector("textarea"), base = form.querySelector("[name=base]").value;
const key = `mortem:${form.dataset.editor}`, status = document.getElementById("kept");
const saved = area.value;
let sending = false;
const front = saved.startsWith("---\n") ? saved.indexOf("\n---\n", 3) : -1;
if (front > 0) area.scrollTop = (saved.slice(0, front).split("\n").length + 1) * parseFloat(getComputedStyle(area).lineHeight);

const kept = JSON.parse(localStorage.getItem(key) || "null");
if (kept && new URLSearchParams(location.search).has("saved")) {
  localStorage.removeItem(key);
} else if (kept && kept.text !== saved) {
  const back = document.createElement("button");
  back.type = "button"; back.className = "quiet"; back.textContent = `Bring back the text of ${new Date(kept.at).toLocaleString()} that was not saved`;
  back.addEventListener("click", () => {
    area.value = kept.text;
    if (kept.base) form.querySelector("[name=base]").value = kept.base;
    area.dispatchEvent(new Event("input", { bubbles: true }));
    back.remove();
  });
  status.append(back);
}
area.addEventListener("input", () => {
  localStorage.setItem(key, JSON.stringify({ text: area.value, base, at: Date.now() }));
});
form.addEventListener("submit", () => { sending = true; });
window.addEventListener("beforeunload", (event) => {
  if (!sending && area.value !== saved) event.preventDefault();
});
// Where a line (1-based) starts in the text, in UTF-16 units, and the line itself.
function placeOf(number) {
  const lines = area.value.split("\n"), start = lines.slice(0, number - 1).join("\n").length + (number > 1 ? 1 : 0);
  return [start, lines[number - 1] || "", lines.length];
}
function units(line, column) { return [...line].slice(0, column - 1).join("").length; }

document.getElementById("preview").addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-line]");
  if (!chosen) return;
  const [start, line, count] = placeOf(Number(chosen.dataset.line));
  area.focus();
  if (chosen.dataset.use) {
    const from = start + units(line, Number(chosen.dataset.column)), to = start + units(line, Number(chosen.dataset.end));
    if (area.value !== looked) return; // the preview is behind the text: its places do not hold
    area.setRangeText(chosen.dataset.use, from, to, "select");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  } else {
    area.setSelectionRange(start, start + line.length);
  }
  area.scrollTop = Math.max(0, (Number(chosen.dataset.line) / count) * area.scrollHeight - area.clientHeight / 2);
});
let asked = area.value, looked = area.value;
document.body.addEventListener("htmx:beforeRequest", (event) => { if (event.target === area) asked = area.value; });
document.body.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "preview") looked = asked; });
