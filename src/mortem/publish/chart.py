"""The picture of an outage: load, failures, latency and what people did, on one clock, as SVG.

Colours are written as names of CSS variables, so that one picture serves light, dark and print.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Any

from mortem.facts import FactBook
from mortem.facts import seen as edges
from mortem.publish.lanes import LANES, Mark, Placed, place

# Stand-ins that matplotlib can draw with, and the variables of the style sheet they become.
INK, FAINT, SERVED, FAILED, UNSURE, PEOPLE, PAPER = (
    "#010101", "#010102", "#010103", "#010104", "#010105", "#010106", "#010107",
)  # fmt: skip
VARIABLES = {
    INK: "--ink",
    FAINT: "--faint",
    SERVED: "--served",
    FAILED: "--failed",
    UNSURE: "--unsure",
    PEOPLE: "--people",
    PAPER: "--paper",
}
COLOUR = {"alerts": FAILED, "people": PEOPLE, "changes": INK}
SHAPE = {"alerts": "^", "people": "o", "changes": "D"}
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400)


def picture(book: FactBook, marks: Sequence[Mark], name: str, pixels: int) -> str:
    """One SVG `pixels` wide at its natural size, or "" where there is nothing to draw.

    `name` keeps the ids of several pictures on one page apart. The same input gives the same text.
    """
    window, series = book.known("outage-window"), book.series
    if window is None or not series.get("at"):
        return ""
    import matplotlib as mpl

    narrow = pixels < 600
    settings: Any = {
        "svg.hashsalt": name,
        "svg.fonttype": "none",
        "font.size": 9.75,
        "font.family": "DejaVu Sans",
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.6,
        "axes.edgecolor": FAINT,
        "xtick.color": FAINT,
        "ytick.color": FAINT,
        "text.color": INK,
        "path.simplify": False,
    }
    first, last = span(*edges(window), series)
    seen = [m for m in marks if first <= m.at <= last]
    with mpl.rc_context(settings):
        lanes = _rows(seen, first, last, pixels, narrow=narrow)
        figure, axes = _sheet(pixels, lanes, narrow=narrow)
        _panels(axes, book, first, last)
        _lanes(axes[3], lanes, narrow=narrow)
        _clock(axes, book, first, last, narrow=narrow)
        out = io.StringIO()
        figure.savefig(
            out, format="svg", transparent=True, metadata={"Date": None, "Creator": None}
        )
    return _finish(out.getvalue(), name, seen, book)


def _sheet(pixels: int, lanes: Mapping[str, Sequence[Placed]], *, narrow: bool) -> tuple[Any, Any]:
    """A figure with four panels over one another; each has room for its title above it."""
    from matplotlib.figure import Figure

    deep = sum(1 + _depth(lanes[lane]) for lane in LANES if lanes[lane])
    heights = (104, 60, 60, max(22 * deep, 6))
    gaps = (26, 34, 34, 20)
    tall = sum(heights) + sum(gaps) + 46
    left, right = (44, pixels - 12) if narrow else (64, pixels - 64)
    figure = Figure(figsize=(pixels / 96, tall / 96), facecolor="none")
    axes: list[Any] = []
    top = tall
    for height, gap in zip(heights, gaps, strict=True):
        top -= gap + height
        place = (left / pixels, top / tall, (right - left) / pixels, height / tall)
        axes.append(figure.add_axes(place, sharex=axes[0] if axes else None))
    return figure, axes


def span(began: datetime, ended: datetime, series: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """What the picture shows: the outage with as much before and after as lets it be read."""
    zone = began.tzinfo
    length = max((ended - began).total_seconds(), 12.0 * series["step"] / 4)
    start = datetime.fromtimestamp(series["at"][0], zone)
    stop = datetime.fromtimestamp(series["at"][-1] + series["step"], zone)
    if (stop - start).total_seconds() <= 8 * length:
        return start, stop
    around = timedelta(seconds=1.25 * length)
    return max(start, began - around), min(stop, ended + around)


def _rows(
    seen: Sequence[Mark], first: datetime, last: datetime, pixels: int, *, narrow: bool
) -> dict[str, list[Placed]]:
    width = pixels - (56 if narrow else 128)
    each = 6.6
    total = (last - first).total_seconds()
    longest = 22 if narrow else 44
    lanes = {}
    for lane in LANES:
        mine = [_cut(m, longest) for m in seen if m.lane == lane]
        where = {m: (m.at - first).total_seconds() / total * width for m in mine}
        lanes[lane] = place(mine, where, width, each, 3 if narrow else 2 + (lane == "people"))
    return lanes


def _cut(mark: Mark, longest: int) -> Mark:
    label = mark.label
    if len(label) > longest:
        label = label[:longest].rsplit(" ", 1)[0].rstrip(" ,.;:") + "…"
    return Mark(mark.at, mark.lane, label, mark.text, mark.weight)


def _depth(placed: Sequence[Placed]) -> int:
    return max((p.row or 0 for p in placed), default=0)


def _panels(axes: Any, book: FactBook, first: datetime, last: datetime) -> None:
    import numpy as np

    series, window = book.series, book.facts["outage-window"]
    zone, step = edges(window)[0].tzinfo, series["step"]
    at = np.array([datetime.fromtimestamp(t, zone).replace(tzinfo=None) for t in series["at"]])
    shown = [first.replace(tzinfo=None) <= t <= last.replace(tzinfo=None) for t in at]
    here = np.array(shown, dtype=bool)
    pick = {k: np.array(series[k], dtype=float)[here] for k in series if k not in ("step", "at")}
    at = at[here]
    bounds = np.append(at, at[-1] + timedelta(seconds=step)) if len(at) else at
    bad = (pick["failed"] + pick.get("too_slow", 0 * pick["failed"])) * 60 / step
    good = pick["requests"] * 60 / step - bad
    axes[0].stairs(bad, bounds, fill=True, color=FAILED, lw=0, zorder=3)
    axes[0].stairs(bad + good, bounds, baseline=bad, fill=True, color=SERVED, lw=0, zorder=2)
    share = 100 * pick["users_failing"] / np.maximum(pick["users"], 1)
    axes[1].stairs(share, bounds, fill=True, color=FAILED, lw=0, zorder=3)
    middle = at + timedelta(seconds=step / 2)
    for name, width, colour in (("p95", 1.5, INK), ("p50", 1.0, FAINT)):
        axes[2].plot(middle, pick[name], color=colour, lw=width, zorder=3)
    _titles(axes, (bad + good).max(initial=1), share, pick["p95"])
    for axis in axes:
        _shade(axis, window)


def _titles(axes: Any, top: float, share: Any, p95: Any) -> None:
    import numpy as np

    timed = bool(np.isfinite(p95).any())
    answered = (("seconds to answer: p95", INK), ("(thick), p50 (thin)", FAINT))
    names = (
        (("requests a minute:", INK), ("served", FAINT), ("and", INK), ("failed", FAILED)),
        (("% of users failing", INK),),
        answered if timed else (("seconds to answer: not logged", FAINT),),
    )
    most = float(np.nanmax(share, initial=1.0))
    limits = (top, 100.0 if most > 50 else max(most, 5.0), float(np.nanmax(p95, initial=0.1)))
    for axis, parts, limit in zip(axes[:3], names, limits, strict=True):
        axis.set_ylim(0, limit * 1.08)
        axis.locator_params(axis="y", nbins=3)
        axis.tick_params(axis="y", length=0, labelcolor=FAINT)
        axis.yaxis.set_major_formatter(lambda value, _: f"{value:,g}")
        axis.tick_params(axis="x", length=0, labelbottom=False)
        axis.spines["left"].set_visible(False)
        spot: Any = None
        for text, colour in parts:
            if spot is None:
                spot = axis.annotate(
                    text, (0, 1), xytext=(0, 4), xycoords="axes fraction",
                    textcoords="offset points",
                    color=colour, va="bottom",
                )  # fmt: skip
            else:
                spot = axis.annotate(
                    text, (1, 0), xytext=(3, 0), xycoords=spot, textcoords="offset points",
                    color=colour, va="bottom",
                )  # fmt: skip


def _shade(axis: Any, window: Any) -> None:
    """The outage in amber; between its bounds each edge fades out."""
    began, ended = edges(window)
    bare = {"began": _bare(began), "ended": _bare(ended)}
    axis.axvspan(bare["began"], bare["ended"], color=UNSURE, alpha=0.16, lw=0, zorder=1)
    for name in ("began", "ended"):
        if window[name] is None:
            continue  # the log does not show this edge
        low, high = (_bare(edge) for edge in window[f"{name}_between"])
        steps = 8
        for i in range(steps):
            one, other = low + (high - low) * i / steps, low + (high - low) * (i + 1) / steps
            rising = (i + 1) / steps if name == "began" else 1 - i / steps
            if (name == "began" and one < bare[name]) or (name == "ended" and other > bare[name]):
                axis.axvspan(one, other, color=UNSURE, alpha=0.16 * rising, lw=0, zorder=1)


def _bare(at: datetime) -> datetime:
    return at.replace(tzinfo=None)


def _lanes(axis: Any, lanes: Mapping[str, Sequence[Placed]], *, narrow: bool) -> None:
    axis.spines["left"].set_visible(False)
    axis.set_yticks([])
    y = 0.0
    for lane in LANES:
        if not lanes[lane]:
            continue
        for number, one in enumerate(lanes[lane]):
            row = y + (one.row or 0)
            at = _bare(one.mark.at)
            if one.row:
                axis.plot([at, at], [y, row], color=FAINT, lw=0.5, zorder=2)
            axis.plot(
                [at], [y], SHAPE[lane], color=COLOUR[lane], ms=6.5, zorder=4, clip_on=False,
                mec=PAPER, mew=0.6,
                gid=f"event-{lane}-{number}",
            )  # fmt: skip
            if one.row is not None:
                right = one.side == "right"
                axis.annotate(
                    one.mark.label, (at, row), xytext=(8 if right else -8, 0), color=INK, zorder=5,
                    textcoords="offset points", va="center", ha="left" if right else "right",
                    size=9,
                )  # fmt: skip
        if narrow:
            axis.annotate(lane, (0, y), xytext=(-40, 0), xycoords=("axes fraction", "data"),
                          textcoords="offset points", color=FAINT, va="center", size=8)  # fmt: skip
        else:
            axis.annotate(lane, (0, y), xytext=(-8, 0), xycoords=("axes fraction", "data"),
                          ha="right",
                          textcoords="offset points", color=FAINT, va="center")  # fmt: skip
        y += 1 + _depth(lanes[lane])
    axis.set_ylim(max(y, 1) - 0.5, -0.5)


def _clock(axes: Any, book: FactBook, first: datetime, last: datetime, *, narrow: bool) -> None:
    total = (last - first).total_seconds()
    wanted = 4 if narrow else 8
    step = next((s for s in STEPS if total / s <= wanted), STEPS[-1])
    midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    count = int((first - midnight).total_seconds() // step) + 1
    ticks = []
    while (at := midnight + timedelta(seconds=step * count)) <= last:
        ticks.append(at)
        count += 1
    form = "%H:%M:%S" if step < 60 else "%H:%M"
    axis = axes[-1]
    axis.set_xlim(_bare(first), _bare(last))
    axis.set_xticks([_bare(t) for t in ticks], [f"{t:{form}}" for t in ticks])
    axis.tick_params(axis="x", length=3, width=0.6, labelbottom=True, labelcolor=FAINT)
    zone = book.zone_name if book.zone_name[:1] not in "+-" else f"UTC{book.zone_name}"
    day = f"{first.day} {first:%B %Y}"
    axis.annotate(
        f"{zone}, {day}", (1, 0), xytext=(0, -19), xycoords="axes fraction", color=FAINT,
        textcoords="offset points", ha="right", va="top", size=9,
    )  # fmt: skip


def _finish(svg: str, name: str, seen: Sequence[Mark], book: FactBook) -> str:
    """Name the colours, keep ids apart, add what a screen reader and a pointer are told."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.S)
    for colour, variable in VARIABLES.items():
        svg = svg.replace(colour, f"var({variable})")
    svg = re.sub(r"font: ([\d.]+)px [^;\"]+", r"font-size: \1px", svg)
    svg = re.sub(r'\bid="', f'id="{name}-', svg)
    svg = re.sub(r"url\(#", f"url(#{name}-", svg)
    svg = re.sub(r'href="#', f'href="#{name}-', svg)
    for lane in LANES:
        for number, mark in enumerate(m for m in sorted(
            (m for m in seen if m.lane == lane), key=lambda m: (m.at, m.text)
        )):  # fmt: skip
            told = escape(f"{mark.at:%H:%M:%S} {mark.text}")
            anchor = f'<g id="{name}-event-{lane}-{number}">'
            svg = svg.replace(anchor, f"{anchor}\n<title>{told}</title>", 1)
    size = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    told = escape(book.facts["outage-window"].sentence)
    box = f"0 0 {size[1]} {size[2]}" if size else ""
    head = (
        f'<svg class="chart {name}" role="img" viewBox="{box}" '
        f'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">\n'
        f"<title>Requests, failures, latency and events over time. {told}</title>"
    )
    return re.sub(r"<svg[^>]*>", lambda _: head, svg, count=1).strip()
