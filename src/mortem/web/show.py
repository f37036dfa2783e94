"""Templates: what every page knows, and how it says times and durations."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from mortem.timespan import in_words
from mortem.web.checked import Wrong
from mortem.web.visitor import Visitor

OPEN, CLOSE = "\ue000", "\ue001"
ATTRIBUTES = {
    "input": {"type", "checked", "disabled"},
    "li": {"id", "class"},
    "a": {"href", "class", "id"},
    "ul": {"class"},
    "section": {"class"},
    "sup": {"class"},
    "button": {
        "type",
        "class",
        "data-line",
        "data-column",
        "data-end",
        "data-use",
        "aria-label",
    },
}


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
    made.filters.update(
        moment=moment,
        day=day,
        words=in_words,
        count=lambda n: f"{n:,}",
        softened=softened,
        sentence=sentence,
    )
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


def sentence(text: str) -> str:
    """What an error says, as a sentence."""
    said = text[:1].upper() + text[1:]
    return said if said.endswith((".", "?", ":")) else f"{said}."


@lru_cache(maxsize=4096)
def softened(line: str) -> Markup:
    """A line of Markdown whose footnote marks stand back."""
    parts = re.split(r"(\[\^[^\]\s]+\])(?!:)", line)
    return Markup("").join(
        Markup('<span class="ref">{}</span>').format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )


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
        "status": status,
        **known,
    }
    return HTMLResponse(template.render(context), status)


@lru_cache(maxsize=64)
def prose(markdown: str, wrongs: tuple[Wrong, ...] = ()) -> Markup:
    """Markdown as HTML that can do no harm: rendered, then sanitised; links open nothing else.

    What the evidence contradicts is struck through, with a button for the value that holds.
    """
    import nh3
    from markdown_it import MarkdownIt
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    text = re.sub(r"\A---\n.*?\n---\n", "", _marked(markdown, wrongs), flags=re.S)
    renderer = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    renderer.use(footnote_plugin).use(tasklists_plugin, label=True)
    html = renderer.render(text)
    for number, wrong in enumerate(wrongs):
        html = html.replace(f"{OPEN}{number}{OPEN}", "<mark><s>")
        html = html.replace(f"{CLOSE}{number}{CLOSE}", f"</s> {_button(wrong)}</mark>")
    clean = nh3.clean(
        html,
        tags=(nh3.ALLOWED_TAGS | {"input", "label", "section", "sup", "button", "mark"}) - {"img"},
        attributes=nh3.ALLOWED_ATTRIBUTES | ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer",
    )
    return Markup(clean)  # noqa: S704 - sanitised in the line above


def _marked(markdown: str, wrongs: Sequence[Wrong]) -> str:
    """The text with private characters around what is wrong; Markdown leaves those alone."""
    lines = markdown.replace(OPEN, " ").replace(CLOSE, " ").split("\n")
    for number, wrong in reversed(list(enumerate(wrongs))):
        line, start, end = lines[wrong.line - 1], wrong.column - 1, wrong.end - 1
        before, after = f"{OPEN}{number}{OPEN}", f"{CLOSE}{number}{CLOSE}"
        lines[wrong.line - 1] = line[:start] + before + line[start:end] + after + line[end:]
    return "\n".join(lines)


def _button(wrong: Wrong) -> Markup:
    return Markup(
        '<button type="button" class="use" data-line="{}" data-column="{}" data-end="{}" '
        'data-use="{}" aria-label="Use {}">{}</button>'
    ).format(wrong.line, wrong.column, wrong.end, wrong.right, wrong.right, wrong.right)


def static_text(name: str) -> str:
    """A file of the static folder, as text."""
    return (files("mortem.web") / "static" / name).read_text(encoding="utf-8")


def parse_day(text: str) -> date | None:
    """An ISO date of a form; None where it is empty or none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
