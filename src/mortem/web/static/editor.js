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
document.getElementById("preview").addEventListener("click", (event) => {
  const line = event.target.dataset && event.target.dataset.line;
  if (!line) return;
  const lines = area.value.split("\n"), start = lines.slice(0, line - 1).join("\n").length + (line > 1 ? 1 : 0);
  area.focus();
  area.setSelectionRange(start, start + (lines[line - 1] || "").length);
  area.scrollTop = Math.max(0, (line / lines.length) * area.scrollHeight - area.clientHeight / 2);
});
