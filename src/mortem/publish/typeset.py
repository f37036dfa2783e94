"""Markdown to Typst markup: what a postmortem uses, set as a report."""

import re
from collections.abc import Iterable, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#<>@$~=+/-])")
_TASK = re.compile(r"^\[([ xX])\]\s+")


def escaped(text: str) -> str:
    """Text that Typst prints as it stands."""
    return _SPECIAL.sub(r"\\\1", text)


def literal(text: str) -> str:
    """A Typst string."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def to_typst(markdown: str) -> str:
    """The body of a postmortem as Typst markup; footnotes become the page's own."""
    reader = MarkdownIt("commonmark", {"html": False})
    reader.use(footnote_plugin).use(front_matter_plugin)
    environment: dict[str, object] = {}
    tokens = reader.parse(markdown, environment)
    return "".join(_blocks(tokens))


def _blocks(tokens: Sequence[Token]) -> Iterable[str]:
    lists: list[str] = []
    notes = False
    for token in tokens:
        if token.type in {"footnote_block_open", "footnote_block_close"}:
            notes = token.type.endswith("open")
        elif not notes:
            yield _block(token, lists)


def _block(token: Token, lists: list[str]) -> str:
    kind = token.type
    if kind in {"bullet_list_open", "ordered_list_open"}:
        lists.append("-" if kind.startswith("bullet") else "+")
        return ""
    if kind in {"bullet_list_close", "ordered_list_close"}:
        lists.pop()
        return "\n"
    if kind == "inline":
        return _inline(token.children or [])
    if kind in {"fence", "code_block"}:
        return f"\n#raw({literal(token.content.rstrip())}, block: true)\n\n"
    simple = {
        "list_item_open": "\n" + "  " * (len(lists) - 1) + (lists[-1] if lists else "") + " ",
        "heading_open": "\n" + "=" * token.markup.count("#") + " ",
        "heading_close": "\n\n",
        "paragraph_close": "\n" if lists else "\n\n",
        "hr": "\n#line(length: 100%, stroke: 0.5pt)\n",
    }
    return simple.get(kind, "")


def _inline(tokens: Sequence[Token]) -> str:
    out: list[str] = []
    for token in tokens:
        match token.type:
            case "text":
                task = _TASK.match(token.content) if not out else None
                if task:
                    box = "☒" if task[1] in "xX" else "☐"
                    out.append(f"{box} {escaped(token.content[task.end() :])}")
                else:
                    out.append(escaped(token.content))
            case "code_inline":
                out.append(f"#raw({literal(token.content)})")
            case "strong_open" | "strong_close":
                out.append("*")
            case "em_open" | "em_close":
                out.append("_")
            case "softbreak":
                out.append(" ")
            case "hardbreak":
                out.append(" \\\n")
            case _:
                continue
    return "".join(out)
