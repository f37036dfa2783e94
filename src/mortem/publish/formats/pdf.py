"""Publisher: a PDF, set with Typst."""

import re
import tempfile
from importlib.resources import files
from pathlib import Path

from mortem.document import Document
from mortem.draft.saying import clock, day, duration, percent
from mortem.errors import BadSettings
from mortem.facts import FactBook
from mortem.facts import seen as edges
from mortem.publish.chart import picture
from mortem.publish.publisher import Publisher
from mortem.publish.seen import seen
from mortem.publish.typeset import escaped, to_typst

SHEET = """#set page("a4", margin: (x: 24mm, y: 22mm), numbering: "1 / 1")
#set text(10.5pt, hyphenate: true)
#set par(justify: false, leading: 0.68em, spacing: 1.1em)
#show heading.where(level: 1): it => block(text(20pt, weight: 600, it.body), below: 1em)
#show heading.where(level: 2): it => block(
  text(13pt, weight: 600, it.body), above: 1.8em, below: 0.8em)
#show raw.where(block: false): it => text(0.92em, it)
#set list(marker: none, body-indent: 0pt, indent: 0pt)
"""


class Pdf(Publisher):
    """The postmortem as a PDF: set as a report of a few pages, the chart as vectors.

    Needs the extra `web` (Typst); times and numbers are those of the text.
    """

    def publish(self, document: Document, book: FactBook | None = None) -> dict[str, bytes]:
        try:
            import typst
        except ImportError as error:
            raise BadSettings("a PDF needs Typst: pip install 'mortem[web]'") from error
        chart = picture(book, seen(book), "pdf", 1040) if book else ""
        text = SHEET + _body(document, book, bool(chart))
        with tempfile.TemporaryDirectory(prefix="mortem-pdf-") as folder:
            (Path(folder) / "page.typ").write_text(text, encoding="utf-8")
            (Path(folder) / "chart.svg").write_text(_printed(chart), encoding="utf-8")
            made = typst.compile(Path(folder) / "page.typ", format="pdf", timestamp=0)
        return {"postmortem.pdf": bytes(made)}


def _body(document: Document, book: FactBook | None, drawn: bool) -> str:
    body = to_typst(document.text)
    if not drawn or book is None:
        return body
    title, mark, rest = body.partition("\n== ")
    figure = '\n#image("chart.svg", width: 100%)\n'
    return f"{title}{_glance(book)}{figure}{mark}{rest}"


def _glance(book: FactBook) -> str:
    window, users = book.known("outage-window"), book.known("affected-users")
    if window is None:
        return ""
    began, ended = edges(window)
    cut = window["seconds"] is None
    said = (
        f"at least {duration(window['seconds_at_least'])}" if cut else duration(window["seconds"])
    )
    said += f", {day(began)}, {clock(began)} to {clock(ended)} {book.zone_name}"
    if users is not None and users["percent"] is not None:
        said += f"; {percent(users['percent'])} of active users"
    return f"\n#text(fill: luma(90), [{escaped(said)}])\n"


def _printed(svg: str) -> str:
    """The chart in ink on paper: the colours of the page's style sheet in place of their names."""
    sheet = (files("mortem.publish") / "templates" / "page.css").read_text(encoding="utf-8")
    light = sheet.partition("@media")[0]
    colours = dict(re.findall(r"(--[\w-]+):\s*(#[0-9a-fA-F]{3,8})", light))
    return re.sub(r"var\((--[\w-]+)\)", lambda m: colours.get(m[1], "#000000"), svg)
