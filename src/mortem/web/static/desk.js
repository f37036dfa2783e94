// CSRF for htmx, and uploads that stream one file at a time with their progress shown.
"use strict";
const csrf = document.body.dataset.csrf;
document.body.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = csrf;
});

// A form that was sent is not sent twice by an impatient second click.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "yes";
});
window.addEventListener("pageshow", () => { for (const form of document.forms) delete form.dataset.sent; });

const size = (bytes) => bytes > 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1e3)} kB`;

function filesOf(entry) {
  return new Promise((resolve) => {
    if (entry.isFile) {
      entry.file((file) => resolve([[entry.fullPath.replace(/^\//, ""), file]]), () => resolve([]));
    } else {
      const reader = entry.createReader(), found = [];
      const more = () => reader.readEntries(async (entries) => {
        if (!entries.length) return resolve((await Promise.all(found)).flat());
        found.push(...entries.map(filesOf));
        more();
      }, () => resolve([]));
      more();
    }
  });
}

function send(slug, path, file, row) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", `/api/incidents/${slug}/evidence?path=${encodeURIComponent(path)}`);
    request.setRequestHeader("X-CSRF-Token", csrf);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    const bar = row.querySelector("progress");
    request.upload.onprogress = (event) => { bar.value = event.loaded / Math.max(event.total, 1); };
    request.onload = () => request.status < 300 ? resolve() : reject(new Error(JSON.parse(request.responseText).detail));
    request.onerror = () => reject(new Error("the connection broke; try again"));
    request.send(file);
  });
}

for (const form of document.querySelectorAll("form[data-upload]")) {
  const drop = form.querySelector("[data-drop]"), list = form.querySelector(".uploads");
  const input = form.querySelector("input[type=file]");
  let waiting = [];
  const show = () => {
    list.replaceChildren(...waiting.map(([path, file]) => {
      const row = document.createElement("li"), name = document.createElement("span"), bar = document.createElement("progress");
      name.textContent = `${path} (${size(file.size)})`;
      bar.max = 1; bar.value = 0; bar.setAttribute("aria-label", `sent of ${path}`);
      row.append(name, bar);
      return row;
    }));
    input.required = false;
  };
  input.addEventListener("change", () => {
    waiting = [...input.files].map((file) => [file.webkitRelativePath || file.name, file]);
    show();
  });
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("over"); });
  drop.addEventListener("dragleave", () => drop.classList.remove("over"));
  drop.addEventListener("drop", async (event) => {
    event.preventDefault();
    drop.classList.remove("over");
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    waiting = (await Promise.all(entries.map(filesOf))).flat();
    show();
  });
  form.addEventListener("submit", async (event) => {
    if (!waiting.length) return;
    event.preventDefault();
    const button = form.querySelector("button:not(.quiet)");
    button.disabled = true;
    try {
      let slug = form.dataset.slug;
      if (!slug) {
        const data = new FormData(form);
        const answer = await fetch("/api/incidents", {
          method: "POST",
          headers: { "X-CSRF-Token": csrf, "Content-Type": "application/json" },
          body: JSON.stringify({ title: data.get("title"), service: data.get("service"), severity: data.get("severity"), private: data.has("private") }),
        });
        const told = await answer.json();
        if (!answer.ok) throw new Error(told.detail);
        slug = form.dataset.slug = told.slug;
      }
      for (const [index, [path, file]] of waiting.entries()) await send(slug, path, file, list.children[index]);
      await fetch(`/api/incidents/${slug}/analyse`, { method: "POST", headers: { "X-CSRF-Token": csrf } });
      window.location = `/incidents/${slug}`;
    } catch (error) {
      const said = document.createElement("li");
      said.className = "error"; said.setAttribute("role", "alert"); said.textContent = error.message;
      list.append(said);
      button.disabled = false;
    }
  });
}
