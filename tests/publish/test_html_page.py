"""The page of a postmortem: complete in itself, proofs one step away, the same bytes twice."""

import re
from html.parser import HTMLParser

import pytest

from draft import books
from mortem.document import parse
from mortem.draft import write_draft
from mortem.facts import FactBook
from mortem.publish.formats.html_page import HtmlPage
from mortem.publish.prose import to_html

BOOKS = [books.rich, books.bare, books.kigali]


def page(book: FactBook) -> str:
    return HtmlPage().publish(parse(write_draft(book)), book)["index.html"].decode()


class Tree(HTMLParser):
    """What tests look at: elements with their attributes, and tags left open."""

    VOID = frozenset({"meta", "br", "hr", "img", "input", "link", "path", "use", "rect", "line"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag in self.VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(tag)
        else:
            self.open.pop()


@pytest.mark.parametrize("make", BOOKS)
def test_it_needs_nothing_else(make) -> None:
    tree = Tree(page(make()))
    for tag, attributes in tree.elements:
        assert tag not in ("script", "link", "iframe", "img", "object")
        for name in ("src", "href", "xlink:href"):
            assert (attributes.get(name) or "#").startswith("#")
        assert not [name for name in attributes if name.startswith("on")]
    assert tree.wrong == []
    assert tree.open == []


@pytest.mark.parametrize("make", BOOKS)
def test_every_link_has_its_place_and_ids_are_unique(make) -> None:
    tree = Tree(page(make()))
    ids = [attributes["id"] for _, attributes in tree.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in tree.elements:
        for name in ("href", "xlink:href"):
            if attributes.get(name):
                assert (attributes[name] or "")[1:] in ids


def test_a_number_is_linked_to_its_sql() -> None:
    html = page(books.rich())
    assert '<a class="num" href="#proof-affected-users">1,204</a>' in html
    proof = html[html.index('id="proof-affected-users"') :]
    assert "select count(*) from request -- affected-users" in proof[: proof.index("</details>")]


def test_twice_gives_the_same_bytes() -> None:
    assert page(books.rich()) == page(books.rich())


def test_nothing_private_is_on_the_page() -> None:
    html = page(books.rich())
    assert "10.2.0.17" not in html
    assert "Grace" not in html
    assert "Mwangi" not in html


def test_the_chart_names_zone_and_events() -> None:
    html = page(books.kigali())
    chart = html[html.index("<svg") : html.index("</svg>")]
    assert "UTC+02:00, 14 March 2026" in chart
    assert "PayErrorRatioHigh" in chart
    assert "<title>11:16:20 PayErrorRatioHigh: 61% of payments fail</title>" in chart


def test_a_short_outage_has_seconds_on_its_axis() -> None:
    book = books.rich()
    short = books.window(ended="09:14:58.000")
    series = {k: v[84:100] if isinstance(v, list) else v for k, v in book.series.items()}
    facts = {**book.facts, "outage-window": short}
    changed = FactBook(
        facts, book.files, book.quality, book.rejected, book.zone, book.zone_name, series
    )
    chart = page(changed)
    assert re.search(r">09:1\d:[1-5]0</text>", chart)


def test_blanks_stand_out() -> None:
    assert '<mark class="blank" title="to fill">owner</mark>' in page(books.rich())


def test_without_facts_footnotes_stay_footnotes() -> None:
    document = parse("# Mail\n\n## Issue Summary\n\nIt lasted 5 min.[^1]\n\n[^1]: By the log.\n")
    html = HtmlPage().publish(document)["index.html"].decode()
    assert "By the log." in html
    assert "How each number was made" not in html


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", "[a](javascript:alert(1))", "<b onclick=x>"]
)
def test_html_in_a_postmortem_is_text(text) -> None:
    tags = {tag for tag, _ in Tree(to_html(text, {})).elements}
    assert tags <= {"p", "em"}


def test_a_contradicted_number_is_struck_through_beside_the_one_that_holds() -> None:
    book = books.rich()
    text = write_draft(book).replace("It reached 1,204 of", "It reached 1,240 of")
    html = HtmlPage().publish(parse(text), book)["index.html"].decode()
    struck = '<del><a class="num" href="#proof-affected-users">1,240</a></del> <ins>1,204</ins>'
    assert struck in html
    assert html.count("<del>") == 1
    assert "<del>" not in page(book)
