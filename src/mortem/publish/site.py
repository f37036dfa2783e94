"""A blog of postmortems: plain files that open from disk and ask for nothing from outside."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from mortem.document import Document
from mortem.document.parse import parse
from mortem.errors import MalformedPostmortem
from mortem.facts import FactBook
from mortem.publish import formats
from mortem.publish.publisher import Publisher
from mortem.publish.redact import apply, plan, redacted_book, texts_of
from mortem.registry import discover

ATOM = "http://www.w3.org/2005/Atom"
NOT_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Post:
    """One postmortem of the blog: its address, its document, its facts where there are any."""

    slug: str
    document: Document
    book: FactBook | None = None

    @property
    def title(self) -> str:
        """What it is called."""
        return self.document.title or str(self.document.front.get("title") or self.slug)

    @property
    def day(self) -> str:
        """The day of the outage as ISO date, from the front matter; "" where it has none."""
        start = self.document.front.get("start")
        if isinstance(start, datetime | date):
            return start.isoformat()[:10]
        found = re.match(r"\d{4}-\d{2}-\d{2}", str(start or ""))
        return found[0] if found else ""

    @property
    def tags(self) -> tuple[str, ...]:
        """Services and severity, as tags."""
        front = self.document.front
        services = front.get("services") or []
        named = [services] if isinstance(services, str) else list(services)
        named += [front.get("severity")] if front.get("severity") else []
        named += front.get("tags") or []
        return tuple(dict.fromkeys(slug_of(str(n)) for n in named if _filled(str(n))))

    @property
    def summary(self) -> str:
        """The first sentences of the Issue Summary, at most 300 characters."""
        text = " ".join(s.text for s in self.document.under("summary"))
        return text if len(text) <= 300 else text[:297].rsplit(" ", 1)[0] + " …"


def _filled(tag: str) -> bool:
    """Whether somebody wrote a tag; a blank that waits to be filled is none."""
    return bool(tag.strip()) and not tag.strip().startswith("[to fill")


def slug_of(text: str) -> str:
    """A text as an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80] or "post"


def post_of(path: Path, book: FactBook | None = None) -> Post:
    """A post from a Markdown file.

    Raises MalformedPostmortem where the file is not UTF-8 text.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MalformedPostmortem(f"{path} cannot be read as text: {error}") from error
    name = path.parent.name if path.stem in {"postmortem", "index", "README"} else path.stem
    return Post(slug_of(name), parse(text, str(path)), book)


def redacted(post: Post, names: Iterable[str] = ()) -> Post:
    """The post and its facts with hosts, addresses, people and tokens pseudonymised."""
    found = plan([post.document.text, *texts_of(post.book)], post.book, names)
    text, book = apply(post.document.text, found), redacted_book(post.book, found)
    return replace(post, document=parse(text, post.document.path), book=book)


def build(posts: Sequence[Post], title: str = "Postmortems", base: str = "") -> dict[str, bytes]:
    """The files of the blog, by relative path. The same posts give the same bytes.

    `base` is the blog's own address, for the feeds; links between pages are relative.
    """
    ordered = sorted(_apart(posts), key=lambda p: (p.day, p.slug), reverse=True)
    page = discover(formats, Publisher)["html-page"]
    made: dict[str, bytes] = {}
    for post in map(_published, ordered):
        html = page.publish(post.document, post.book)["index.html"].decode()
        made[f"{post.slug}/index.html"] = _with_way_back(html).encode()
        made[f"{post.slug}/postmortem.md"] = post.document.text.encode()
    made["index.html"] = _list(ordered, title, "", ordered)
    for tag in sorted({tag for post in ordered for tag in post.tags}):
        tagged = [post for post in ordered if tag in post.tags]
        made[f"tags/{tag}/index.html"] = _list(tagged, f"{title}: {tag}", "../../", ordered)
    made["feed.atom"] = _atom(ordered, title, base)
    made["feed.json"] = _json(ordered, title, base)
    return made


def _apart(posts: Sequence[Post]) -> list[Post]:
    """The posts, each with an address of its own: a second one of a name gets a number."""
    taken: set[str] = {"tags"}
    made = []
    for post in posts:
        slug, number = post.slug, 2
        while slug in taken:
            slug, number = f"{post.slug}-{number}", number + 1
        taken.add(slug)
        made.append(replace(post, slug=slug))
    return made


def _published(post: Post) -> Post:
    """The post whose front matter no longer calls it a draft."""
    text, found = re.subn(
        r"\A(---\n(?:(?!---\n).*\n)*?status:)[^\n]*\n", r"\1 published\n", post.document.text
    )
    return replace(post, document=parse(text, post.document.path)) if found else post


def _with_way_back(html: str) -> str:
    """The page with a link to the blog's index above its title."""
    link = '<p class="kicker"><a href="../index.html">All postmortems</a></p>'
    link = f'<nav aria-label="Blog">{link}</nav>'
    return html.replace("<body>", f"<body>\n{link}", 1)


def _list(posts: Sequence[Post], title: str, up: str, everything: Sequence[Post]) -> bytes:
    from jinja2 import Environment
    from markupsafe import Markup

    folder = files("mortem.publish") / "templates"
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        (folder / "blog.html").read_text(encoding="utf-8")
    )
    css = (folder / "page.css").read_text(encoding="utf-8").strip()
    tags = sorted({tag for post in everything for tag in post.tags})
    html = template.render(css=Markup(css), posts=posts, title=title, up=up, tags=tags)  # noqa: S704
    return html.encode()


def _stamp(post: Post) -> str:
    day = post.day or "1970-01-01"
    return datetime.fromisoformat(day).replace(tzinfo=UTC).isoformat()


def _atom(posts: Sequence[Post], title: str, base: str) -> bytes:
    ET.register_namespace("", ATOM)
    feed = ET.Element(f"{{{ATOM}}}feed")
    _add(feed, "title", title)
    _add(feed, "id", base or "urn:mortem:blog")
    _add(feed, "updated", max(map(_stamp, posts), default="1970-01-01T00:00:00+00:00"))
    ET.SubElement(feed, f"{{{ATOM}}}author").append(_element("name", title))
    for post in posts:
        entry = ET.SubElement(feed, f"{{{ATOM}}}entry")
        _add(entry, "title", post.title)
        _add(entry, "id", f"{base or 'urn:mortem:'}{post.slug}")
        _add(entry, "updated", _stamp(post))
        ET.SubElement(entry, f"{{{ATOM}}}link", href=f"{base}{post.slug}/index.html")
        _add(entry, "summary", post.summary)
    ET.indent(feed)
    text: str = ET.tostring(feed, "unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()


def _element(name: str, text: str) -> ET.Element:
    element = ET.Element(f"{{{ATOM}}}{name}")
    element.text = NOT_XML.sub(" ", text)
    return element


def _add(parent: ET.Element, name: str, text: str) -> None:
    parent.append(_element(name, text))


def _json(posts: Sequence[Post], title: str, base: str) -> bytes:
    feed: Mapping[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": title,
        "items": [
            {
                "id": f"{base}{post.slug}",
                "url": f"{base}{post.slug}/index.html",
                "title": post.title,
                "content_text": post.summary,
                "date_published": _stamp(post),
                "tags": list(post.tags),
            }
            for post in posts
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode() + b"\n"
