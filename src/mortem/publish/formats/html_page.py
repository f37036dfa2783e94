"""Publisher: one self-contained HTML page."""

from collections.abc import Mapping
from html import escape
from importlib.resources import files
from typing import Any

from mortem.document import Document
from mortem.draft.discretion import Discretion, without_addresses
from mortem.draft.saying import clock, count, day, duration, percent, zone_label
from mortem.facts import Fact, FactBook
from mortem.facts import seen as edges
from mortem.publish.chart import picture
from mortem.publish.prose import to_html
from mortem.publish.publisher import Publisher
from mortem.publish.seen import seen

_WHO = {"customer": "a customer", "engineer": "an engineer"}
WIDE, TALL = 1040, 396  # pixels: the column of the page, and of a phone


class HtmlPage(Publisher):
    """The postmortem as one page that needs nothing else: no script, no request, no font.

    A chart of requests, failures and latency stands on top, with the outage and the events of the
    timeline on one clock. Each number links to its proof: the sentence, the SQL, the files and
    lines it rests on. It reads in light and dark, on a phone, and prints on two pages.
    """

    def publish(self, document: Document, book: FactBook | None = None) -> dict[str, bytes]:
        from jinja2 import Environment

        folder = files("mortem.publish") / "templates"
        template = Environment(autoescape=True, trim_blocks=False).from_string(
            (folder / "page.html").read_text(encoding="utf-8")
        )
        html = template.render(
            css=_safe((folder / "page.css").read_text(encoding="utf-8").strip()),
            title=document.title or str(document.front.get("title") or "Postmortem"),
            status=document.front.get("status"),
            body=_safe(
                to_html(_markdown(document.text), _tips(document, book), _wrong(document, book))
            ),
            **(_evidence(document, book) if book else {}),
        )
        return {"index.html": html.rstrip().encode() + b"\n"}


def _safe(html: str) -> Any:
    from markupsafe import Markup

    return Markup(html)  # noqa: S704 - made by us, or escaped by the Markdown renderer


def _markdown(text: str) -> str:
    """The text without its front matter."""
    if text.startswith("---\n") and (end := text.find("\n---", 3)) > 0:
        return text[text.find("\n", end + 1) + 1 :]
    return text


def _cited(document: Document, book: FactBook) -> list[Fact]:
    names = [name for sentence in document.sentences for name in sentence.cites]
    return [book.facts[name] for name in dict.fromkeys(names) if name in book.facts]


def _tips(document: Document, book: FactBook | None) -> dict[str, str]:
    if book is None:
        return {}
    discretion = Discretion(book)
    return {fact.key: _tip(fact, discretion) for fact in _cited(document, book)}


def _wrong(document: Document, book: FactBook | None) -> dict[tuple[str, str], str]:
    """The numbers that the evidence contradicts, by fact and as written, with what holds."""
    if book is None:
        return {}
    from mortem.check.claims import CONTRADICTED, judge

    return {
        (verdict.known.key, verdict.raw): verdict.right
        for verdict in judge(document, book)
        if verdict.status == CONTRADICTED and verdict.footnoted and verdict.known is not None
    }


def _tip(fact: Fact, discretion: Discretion) -> str:
    told = f"<b>{escape(_title(fact.key))}</b><span>{escape(discretion.text(fact.sentence))}</span>"
    for proof in fact.proof[:1]:
        lines = ", ".join((*proof.sources[:3], *proof.lines[:2]))
        told += (
            f"<code class='sql'>{escape(proof.sql.strip())}</code><small>{escape(lines)}</small>"
        )
    return told


def _title(key: str) -> str:
    return key.replace("-", " ").capitalize()


def _evidence(document: Document, book: FactBook) -> dict[str, Any]:
    discretion = Discretion(book)
    events = seen(book)
    return {
        "glance": _glance(book),
        "wide": _safe(picture(book, events, "wide", WIDE)),
        "tall": _safe(picture(book, events, "tall", TALL)),
        "caption": _caption(book),
        "proofs": [_proof(fact, discretion) for fact in _cited(document, book)],
        "files": book.files,
        "notes": [discretion.text(note.text) for note in book.quality],
    }


def _glance(book: FactBook) -> list[tuple[str, str, str]]:
    window, users = book.known("outage-window"), book.known("affected-users")
    detection = book.known("detection")
    rows = []
    if window:
        began, ended = edges(window)
        at_least = "at least " if window["seconds"] is None else ""
        length = window["seconds_at_least"] if at_least else window["seconds"]
        zone = zone_label(book.zone, book.zone_name)
        when = f"{clock(began)} to {clock(ended)} {zone}, {day(began)}"
        rows.append(("Outage", at_least + duration(length), when))
    if users and users["percent"] is not None:
        some = f"{count(users['affected'])} of {count(users['active'])} active"
        rows.append(("Users affected", percent(users["percent"]), some))
    if detection and detection["seconds_to_detect"] is not None:
        late = max(0.0, detection["seconds_to_detect"])
        rows.append(
            ("Time to detect", duration(late), f"by {_WHO.get(detection['how'], detection['how'])}")
        )
    return rows


def _caption(book: FactBook) -> str:
    window = book.facts["outage-window"]
    if window.values is None:
        return ""
    width = window["resolution_seconds"]
    known = (
        "as far as the log shows it"
        if width is None
        else f"its edges known to {duration(max(width, 0.1))}"
    )
    return (
        f"Amber: the outage, {known}. Red: failed. "
        "Triangles are alerts, dots are messages, diamonds are changes; all on one clock."
    )


def _proof(fact: Fact, discretion: Discretion) -> Mapping[str, Any]:
    hows = [
        {
            "sql": without_addresses(p.sql.strip()),
            "method": p.method,
            "sources": p.sources,
            "lines": p.lines[:5],
        }
        for p in fact.proof
    ]
    return {
        "key": fact.key,
        "title": _title(fact.key),
        "sentence": discretion.text(fact.sentence),
        "hows": hows,
        "blind": fact.blind_spots,
    }
