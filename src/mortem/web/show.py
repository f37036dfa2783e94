"""Templates: what every page knows, and how it says times and durations."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from mortem.timespan import in_words
from mortem.web.visitor import Visitor


@cache
def environment() -> Environment:
    """The templates, with what they may call."""
    made = Environment(
        loader=PackageLoader("mortem.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(moment=moment, day=day, words=in_words, count=lambda n: f"{n:,}")
    made.globals.update(today=lambda: datetime.now(UTC).date(), overdue=overdue)
    return made


def moment(at: datetime | None) -> str:
    """A time with its zone: 2026-11-23 04:07 UTC."""
    if at is None:
        return "unknown"
    zone = at.strftime("%Z") or "UTC"
    return at.strftime(f"%Y-%m-%d %H:%M {zone}")


def day(at: datetime | None) -> str:
    """A date: 23 Nov 2026."""
    return "unknown" if at is None else f"{at.day} {at:%b %Y}"


def overdue(due: str, done: bool) -> bool:
    """Whether an open task's date has passed."""
    return bool(due) and not done and due < datetime.now(UTC).date().isoformat()


def page(
    request: Request,
    name: str,
    visitor: Visitor | None = None,
    status: int = 200,
    **known: Any,
) -> HTMLResponse:
    """One page, or one part of a page (names that start with `part-`)."""
    template = environment().get_template(f"{name}.html")
    context: Mapping[str, Any] = {
        "me": visitor.person if visitor else None,
        "csrf": visitor.csrf if visitor else "",
        "path": request.url.path,
        **known,
    }
    return HTMLResponse(template.render(context), status)


def prose(markdown: str) -> Markup:
    """Markdown as HTML that can do no harm: rendered, then sanitised; links open nothing else."""
    import nh3
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    text = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.S)
    renderer = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    renderer.use(footnote_plugin).use(tasklists_plugin)
    tags = nh3.ALLOWED_TAGS | {"input", "section", "sup"}
    attributes = {
        **nh3.ALLOWED_ATTRIBUTES,
        "input": {"type", "checked", "disabled"},
        "li": {"id", "class"},
        "a": {"href", "class", "id"},
        "ul": {"class"},
        "section": {"class"},
        "sup": {"class"},
    }
    clean = nh3.clean(
        renderer.render(text),
        tags=tags - {"img"},
        attributes=attributes,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 - sanitised in the line above


def static_text(name: str) -> str:
    """A file of the static folder, as text."""
    return (files("mortem.web") / "static" / name).read_text(encoding="utf-8")


def parse_day(text: str) -> date | None:
    """An ISO date of a form; None where it is empty or none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
