"""Markdown, cut into the blocks of rendered text that stand on their own."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from mortem.document.hypertext import html_blocks
from mortem.document.inline import Piece, Rendering
from mortem.document.layout import Block, is_bulleted, join_soft, prose_in_code

_NOTE_OPEN, _NOTE_CLOSE = "footnote_reference_open", "footnote_reference_close"


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    made = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(footnote_plugin)
    return made.disable(["footnote_tail"])


@dataclass(slots=True)
class _Walk:
    """Where the walk over the tokens stands."""

    source: str
    starts: list[int]
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    note: str | None = None
    depth: int = 0
    items: list[int] = field(default_factory=list)
    count: int = 0
    fresh: bool = False
    heading: int = 0
    setext: bool = False
    head: bool = False


def split(source: str) -> tuple[list[Block], dict[str, str]]:
    """The blocks of a Markdown text (with line feeds as line ends), and its footnotes by name."""
    tokens = _tokens(source)
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    walk = _Walk(source, starts)
    index = 0
    while index < len(tokens):
        index = _step(walk, tokens, index)
    return walk.blocks, walk.notes


def _tokens(source: str) -> list[Token]:
    """Parse; where a fence or a comment is never closed, read on as if it had not been opened."""
    cut = source.rfind("<!--")
    if cut >= 0 and "-->" not in source[cut:]:
        source = source[:cut] + "    " + source[cut + 4 :]
    for _ in range(3):
        tokens = _markdown().parse(source)
        lines = source.split("\n")
        opened = next((t.map[0] for t in tokens if t.map and _unclosed(t, lines)), None)
        if opened is None:
            break
        lines[opened] = re.sub(r"[`~]{3,}\w*", lambda m: " " * len(m[0]), lines[opened])
        source = "\n".join(lines)
    return tokens


def _unclosed(token: Token, lines: Sequence[str]) -> bool:
    if token.type != "fence" or token.map is None or token.map[1] < len(lines) - 2:
        return False
    last = lines[token.map[1] - 1].strip().lstrip(">").strip() if token.map[1] <= len(lines) else ""
    return token.map[1] - 1 == token.map[0] or not re.fullmatch(
        re.escape(token.markup[:3]) + r"+", last
    )


def _step(walk: _Walk, tokens: Sequence[Token], index: int) -> int:
    token = tokens[index]
    if token.type == "tr_open":
        return _row(walk, tokens, index)
    if token.type == "inline":
        _inline(walk, token)
    elif token.type in ("fence", "code_block"):
        _code(walk, token)
    elif token.type == "html_block" and walk.note is None and token.map:
        walk.blocks += html_blocks(token.content, walk.starts[token.map[0]], walk.source)
    else:
        _open_or_close(walk, token)
    return index + 1


def _open_or_close(walk: _Walk, token: Token) -> None:
    kind = token.type
    if kind in ("bullet_list_open", "ordered_list_open"):
        walk.depth += 1
    elif kind in ("bullet_list_close", "ordered_list_close"):
        walk.depth -= 1
    elif kind == "list_item_open":
        walk.count += 1
        walk.items.append(walk.count)
        walk.fresh = True
    elif kind == "list_item_close":
        walk.items.pop()
    elif kind == "heading_open":
        walk.heading = int(token.tag[1:])
        walk.setext = token.markup in ("-", "=")
    elif kind == "heading_close":
        walk.heading = 0
    elif kind in ("thead_open", "thead_close"):
        walk.head = kind == "thead_open"
    elif kind == _NOTE_OPEN:
        walk.note = str((token.meta or {}).get("label", ""))
        walk.notes.setdefault(walk.note, "")
    elif kind == _NOTE_CLOSE:
        walk.note = None


def _spans(walk: _Walk, token: Token) -> list[tuple[int, int]]:
    first, last = token.map or (0, 1)
    return [
        (walk.starts[n], walk.starts[n + 1] - 1)
        for n in range(first, min(last, len(walk.starts) - 1))
    ]


def _inline(walk: _Walk, token: Token) -> None:
    pieces = list(Rendering(walk.source, _spans(walk, token)).lines(token.children or []))
    if walk.note is not None:
        said = " ".join(piece.text.strip() for piece in pieces)
        walk.notes[walk.note] = f"{walk.notes[walk.note]} {said}".strip()
        return
    level = walk.heading
    if level and walk.setext and (len(pieces) > 1 or len(pieces[0].text.split()) > 12):
        level = 0
    item = walk.items[-1] if walk.items else 0
    for number, piece in enumerate(join_soft(pieces)):
        if not piece.text.strip():
            continue
        kind = "heading" if level else "item" if item and walk.fresh and not number else "text"
        depth, own = walk.depth, item
        if kind == "text" and is_bulleted(piece.text):  # a list that Markdown does not see
            walk.count += 1
            kind, depth, own = "item", depth + 1, walk.count
        walk.blocks.append(Block(kind, piece, level, depth, own))
    walk.fresh = False


def _row(walk: _Walk, tokens: Sequence[Token], index: int) -> int:
    """One table row as one block: its cells joined by ' | '."""
    spans = _spans(walk, tokens[index])
    cells: list[Piece] = []
    while tokens[index].type != "tr_close":
        if tokens[index].type == "inline":
            rendering = Rendering(walk.source, spans)
            cells.append(_whole(list(rendering.lines(tokens[index].children or []))))
            if spans:
                spans = [(min(max(rendering.cursor, spans[0][0]), spans[-1][1]), spans[-1][1])]
        index += 1
    joined = cells[0] if cells else Piece("", ())
    edges = [(0, len(joined.text))]
    for cell in cells[1:]:
        joined = _glued(joined, cell, " | ", spans[0][0] if spans else 0)
        edges.append((len(joined.text) - len(cell.text), len(joined.text)))
    if joined.text.strip(" |") and walk.note is None:
        kind = "head" if walk.head else "row"
        texts = tuple(cell.text.strip() for cell in cells)
        walk.blocks.append(
            Block(kind, replace(joined, bold=False), 0, walk.depth, 0, texts, tuple(edges))
        )
    return index + 1


def _whole(pieces: Sequence[Piece]) -> Piece:
    joined = pieces[0]
    for piece in pieces[1:]:
        joined = _glued(joined, piece, " ", joined.where[-1] if joined.where else 0)
    return joined


def _glued(one: Piece, other: Piece, glue: str, fallback: int) -> Piece:
    at = other.where[0] if other.where else one.where[-1] if one.where else fallback
    shift = len(one.text) + len(glue)
    marks = one.marks + tuple((n + shift, name) for n, name in other.marks)
    return Piece(one.text + glue + other.text, one.where + (at,) * len(glue) + other.where, marks,
                 other.hard, one.bold and other.bold, one.lead)  # fmt: skip


def _code(walk: _Walk, token: Token) -> None:
    if walk.note is not None or token.map is None:
        return
    lines = token.content.split("\n")
    if not prose_in_code(lines, token.type == "code_block" or not token.info.strip()):
        return
    first = token.map[0] + (1 if token.type == "fence" else 0)
    for number, line in enumerate(lines, first):
        if not line.strip() or number + 1 >= len(walk.starts):
            continue
        start = walk.source.find(line.strip(), walk.starts[number])
        where = tuple(range(start, start + len(line.strip())))
        if start >= 0:
            walk.blocks.append(Block("code", Piece(line.strip(), where), 0, walk.depth, 0))


def counted(blocks: Sequence[Block]) -> Iterator[str]:
    """The rendered texts whose words count: everything but code."""
    return (block.text for block in blocks if block.kind != "code")
