// Requests, share failing and latency on one clock; the outage shaded, events as marks.
"use strict";
(async () => {
  const place = document.querySelector("[data-chart]");
  if (!place || !window.uPlot) return;
  const data = await (await fetch(place.dataset.chart)).json();
  const s = data.series, plots = place.querySelector(".plots");
  if (!s || !s.at || !s.at.length) { plots.textContent = "The evidence has no access log to draw."; return; }
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue(`--${name}`).trim();
  const minute = s.step / 60;
  const clock = (at, step = 1) => new Date((at + data.offset) * 1000).toISOString().slice(11, step < 60 ? 19 : 16);
  const STEPS = [1, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
  const share = s.users.map((n, i) => n ? (100 * s.users_failing[i]) / n : null);
  const font = "13px system-ui, sans-serif";
  const axis = { stroke: colour("faint"), grid: { show: false }, ticks: { stroke: colour("line"), width: 1 }, font };
  const shade = (u) => {
    const w = data.window;
    if (!w) return;
    const { top, height } = u.bbox, x = (at) => u.valToPos(at, "x", true), c = u.ctx;
    c.save();
    c.beginPath(); c.rect(u.bbox.left, top, u.bbox.width, height); c.clip();
    c.globalAlpha = 0.16; c.fillStyle = colour("amber");
    c.fillRect(x(w.began), top, Math.max(2, x(w.ended) - x(w.began)), height);
    for (const edge of [w.began_between, w.ended_between]) {
      if (edge && edge[0] && edge[1]) c.fillRect(x(edge[0]), top, Math.max(1, x(edge[1]) - x(edge[0])), height);
    }
    c.restore();
  };
  const readout = place.querySelector(".readout"), hint = readout ? readout.textContent : "";
  const num = (v, digits = 0) => v === null || v === undefined ? "unknown" : v.toLocaleString("en", { maximumFractionDigits: digits });
  const tell = (u) => {
    const i = u.cursor.idx;
    if (!readout) return;
    readout.textContent = i === null || i === undefined ? hint :
      `${clock(s.at[i], s.step)} ${data.zone}: ${num(s.requests[i] / minute)} requests a minute, ${num((s.failed[i] + s.too_slow[i]) / minute)} failed; ` +
      `${num(share[i], 1)}${share[i] === null ? "" : " %"} of users met a failure; p50 ${num(s.p50[i], 3)} s, p95 ${num(s.p95[i], 3)} s`;
  };
  const bars = uPlot.paths.bars({ size: [1, Infinity], gap: 0 });
  const make = (title, height, series, rows, last, unit) => {
    const holder = document.createElement("div"), heading = document.createElement("p");
    heading.className = "faint plot-title"; heading.textContent = title; holder.append(heading); plots.append(holder);
    return new uPlot({
      width: plots.clientWidth, height, padding: [8, 8, last ? 0 : 8, 0],
      cursor: { sync: { key: "outage" }, drag: { x: true, y: false } }, legend: { show: false },
      scales: { x: { time: false }, y: { range: (_, low, high) => [0, Math.max(high || 1, unit === "%" ? 5 : 0) * 1.08] } },
      axes: [{ ...axis, show: last, incrs: STEPS, values: (_, ticks, __, ___, step) => ticks.map((at) => clock(at, step)), space: 72, size: 32 }, { ...axis, size: 56, space: 28, values: (_, ticks) => ticks.map((v) => v.toLocaleString("en") + (unit || "")) }],
      series: [{}, ...series], hooks: { drawClear: [shade], setCursor: [tell] },
    }, [s.at, ...rows], holder);
  };
  const rate = (values) => values.map((n) => n / minute);
  const made = [
    make("Requests a minute; failed ones in red", 140, [
      { fill: colour("served"), stroke: colour("served"), paths: bars, points: { show: false } },
      { fill: colour("failed"), stroke: colour("failed"), paths: bars, points: { show: false } },
    ], [rate(s.requests), rate(s.failed.map((n, i) => n + s.too_slow[i]))], false),
    make("Share of active users who met a failure", 80, [{ stroke: colour("failed"), width: 1.5, points: { show: false } }], [share], false, "%"),
    make("Latency in seconds: p50, and p95 above it", 96, [
      { stroke: colour("faint"), width: 1.5, points: { show: false } },
      { stroke: colour("ink"), width: 1.5, points: { show: false } },
    ], [s.p50, s.p95], true),
  ];
  lanes(made[0]);
  new ResizeObserver(() => { for (const u of made) u.setSize({ width: plots.clientWidth, height: u.height }); lanes(made[0]); }).observe(plots);
  made[0].hooks.setScale = [() => lanes(made[0])];

  function lanes(u) {
    let svg = place.querySelector("svg.lanes");
    if (!svg) {
      svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
      svg.classList.add("lanes"); svg.setAttribute("role", "group"); svg.setAttribute("aria-label", "Events of the timeline");
      plots.after(svg);
    }
    const names = [...new Set(data.marks.map((mark) => mark.lane))];
    const left = u.bbox.left / devicePixelRatio, width = plots.clientWidth;
    svg.setAttribute("width", width); svg.setAttribute("height", names.length * 24 + 8);
    svg.replaceChildren();
    names.forEach((name, row) => {
      const label = document.createElementNS(svg.namespaceURI, "text");
      label.setAttribute("x", 0); label.setAttribute("y", row * 24 + 20); label.setAttribute("font-size", 13); label.setAttribute("fill", colour("faint"));
      label.textContent = name; svg.append(label);
    });
    const { min, max } = u.scales.x;
    for (const mark of data.marks) {
      if (mark.at < min || mark.at > max) continue;
      const link = document.createElementNS(svg.namespaceURI, "a"), dot = document.createElementNS(svg.namespaceURI, "circle"), said = document.createElementNS(svg.namespaceURI, "title");
      link.setAttribute("href", `#entry-${mark.id}`);
      link.setAttribute("aria-label", `${clock(mark.at)} ${mark.text}`);
      said.textContent = `${clock(mark.at)} ${mark.text} (${mark.origin})`;
      dot.setAttribute("cx", Math.max(left, u.valToPos(mark.at, "x") + left)); dot.setAttribute("cy", names.indexOf(mark.lane) * 24 + 15); dot.setAttribute("r", 5);
      dot.setAttribute("fill", colour({ alerts: "failed", changes: "amber", people: "people" }[mark.lane] || "faint"));
      link.append(said, dot); svg.append(link);
    }
  }
})();
