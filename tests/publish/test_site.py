"""The blog: every link leads somewhere, the feeds are feeds, and nothing is asked for outside."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin
from xml.etree import ElementTree as ET

import pytest

from mortem.document.parse import parse
from mortem.publish import formats
from mortem.publish.publisher import Publisher
from mortem.publish.site import Post, build, redacted
from mortem.registry import discover

ATOM = "{http://www.w3.org/2005/Atom}"
TEXT = """---
title: {title}
severity: SEV-1
start: '{day}T08:16:00+00:00'
status: draft
services:
- payments
- {service}
---

# {title}

## Issue Summary

`POST /checkout` failed on db-2.payments.internal for 10 min; ask mia@shop.internal.

## Timeline

- 08:16:00 - 10.1.2.3 stopped answering.

## Corrective and preventative measures

- [ ] Prevent: check <b>releases</b> first. Owner: rob, due 2030-01-01.
"""


def post(slug: str, title: str, day: str, service: str = "web shop") -> Post:
    return Post(slug, parse(TEXT.format(title=title, day=day, service=service)))


@pytest.fixture
def site() -> dict[str, bytes]:
    posts = [
        post("a", "Checkout & search failed", "2026-05-04"),
        post("b", "Slow <script>", "2026-06-01"),
    ]
    return build([redacted(each, ["rob"]) for each in posts], base="https://blog.example/")


class Links(HTMLParser):
    """What a page refers to, by href and src."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src", "xlink:href"} and value:
                self.found.append((tag, value))
            if name == "id" and value:
                self.ids.add(value)


def test_every_relative_link_resolves(site: dict[str, bytes]) -> None:
    pages = {name for name in site if name.endswith(".html")}
    assert {"index.html", "a/index.html", "b/index.html", "tags/payments/index.html"} <= pages
    for name in pages:
        seen = Links(site[name].decode())
        for tag, target in seen.found:
            path, _, anchor = target.partition("#")
            assert not re.match(r"\w+:|//", path), (name, tag, target)
            if path:
                there = unquote(urljoin(f"/{PurePosixPath(name)}", path)).lstrip("/")
                assert there in site, (name, target)
            elif anchor:
                assert anchor in seen.ids, (name, target)


def test_newest_first_and_escaped(site: dict[str, bytes]) -> None:
    index = site["index.html"].decode()
    assert index.index("Slow &lt;script&gt;") < index.index("Checkout &amp; search failed")
    assert "<script" not in "".join(site[name].decode() for name in site if "html" in name)


def test_atom_has_what_a_feed_needs(site: dict[str, bytes]) -> None:
    feed = ET.fromstring(site["feed.atom"])
    assert feed.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated", "author"):
        assert len(feed.findall(f"{ATOM}{name}")) == 1, name
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == 2
    for entry in entries:
        for name in ("id", "title", "updated", "summary"):
            assert (entry.findtext(f"{ATOM}{name}") or "").strip(), name
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT.*\+00:00", entry.findtext(f"{ATOM}updated") or "")
        link = entry.find(f"{ATOM}link")
        assert link is not None
        assert link.attrib["href"].removeprefix("https://blog.example/") in site
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2


def test_json_feed(site: dict[str, bytes]) -> None:
    feed = json.loads(site["feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["title"] for item in feed["items"]] == [
        "Slow <script>",
        "Checkout & search failed",
    ]
    assert all(item["url"].startswith("https://blog.example/") for item in feed["items"])


def test_what_is_published_is_no_draft_and_names_nobody(site: dict[str, bytes]) -> None:
    for name, data in site.items():
        words = data.decode()
        assert "draft" not in words.lower(), name
        for told in ("db-2", "mia@", "10.1.2.3", "rob"):
            assert not re.search(rf"\b{re.escape(told)}", words), (name, told)
    assert "status: published" in site["a/postmortem.md"].decode()


def test_a_blank_is_no_tag() -> None:
    text = (
        "---\ntitle: T\nseverity: '[to fill: severity]'\nservices:\n- '[to fill: services]'\n---\n"
    )
    assert Post("a", parse(text)).tags == ()


def test_an_empty_blog_says_so() -> None:
    assert "No postmortem was published yet" in build([])["index.html"].decode()


def test_pdf_is_a_pdf_with_text() -> None:
    pytest.importorskip("typst")
    publisher = discover(formats, Publisher)["pdf"]
    [pdf] = publisher.publish(post("a", "Checkout failed", "2026-05-04").document).values()
    assert pdf.startswith(b"%PDF-")
    assert b"/Font" in pdf
    assert len(pdf) > 5_000


@pytest.mark.browser
def test_it_opens_from_disk_and_asks_for_nothing(site: dict[str, bytes], tmp_path: Path) -> None:
    sync_api = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    from web.browsing import AXE, CHROMIUM, FLAGS, VIOLATIONS

    if not CHROMIUM.exists():
        pytest.skip(f"there is no {CHROMIUM} on this machine")
    for name, data in site.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = chromium.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((tmp_path / "index.html").as_uri())
        page.get_by_role("link", name="Checkout & search failed").click()
        page.get_by_role("heading", name="Checkout & search failed").wait_for()
        page.get_by_role("link", name="All postmortems").click()
        page.get_by_role("link", name="payments", exact=True).click()
        assert page.get_by_role("heading", level=2).count() == 2
        for scheme, width in (("light", 1280), ("dark", 390)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            for name in ("index.html", "a/index.html", "tags/payments/index.html"):
                page.goto((tmp_path / name).as_uri())
                page.evaluate(AXE)
                assert page.evaluate(VIOLATIONS) == [], (name, scheme)
                assert page.evaluate("document.documentElement.scrollWidth - innerWidth") == 0
        chromium.close()
    assert len(asked) >= 4
    assert all(url.startswith(("file://", "data:")) for url in asked)
