"""Markdown of a postmortem as HTML, its numbers linked to their proofs."""

import re
from collections.abc import Mapping, Sequence
from html import escape

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.tasklists import tasklists_plugin

NUMBER = re.compile(
    r"\d{1,2}:\d{2}(?::\d{2})?|\d{1,2} [A-Z][a-z]{2,8} \d{4}|\d{4}-\d\d-\d\d|"
    r"\d+(?:,\d{3})*(?:\.\d+)?(?:\s?%|(?:\s?(?:ms|s|min|h|d)\b)(?:\s\d+\s(?:min|s|h)\b)*)?"
)
BLANK = re.compile(r"\[to fill: ([^\]]+)\]")
STAMP = re.compile(r"^((?:\d{4}-\d\d-\d\d )?\d{1,2}:\d{2}(?::\d{2})?)\s+[-–—]\s+")


Wrong = Mapping[tuple[str, str], str]


def to_html(markdown: str, tips: Mapping[str, str], wrong: Wrong | None = None) -> str:
    """The body; `tips` hold what a hover over a number with that footnote shows, as HTML.

    `wrong` holds, by footnote and number as written, the value that holds instead: the number is
    struck through and the other stands beside it.

    Footnotes whose name has a tip become links to the proof with that name; the others stay
    footnotes. Raw HTML in the text is shown as text.
    """
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False})
    parser.enable(["table", "strikethrough"]).use(footnote_plugin).use(tasklists_plugin)
    tokens = parser.parse(markdown)
    numbers = {key: i for i, key in enumerate(_cited(tokens, tips), 1)}
    tokens = _without_notes(tokens, tips)
    for token in tokens:
        if token.type == "inline" and token.children:
            token.children = _inline(token.children, tips, numbers, wrong or {})
    html = str(parser.renderer.render(tokens, parser.options, {}))
    html = html.replace('<input class="task-list', '<input aria-label="Done" class="task-list')
    return BLANK.sub(lambda m: f'<mark class="blank" title="to fill">{m[1]}</mark>', html)


def _cited(tokens: Sequence[Token], tips: Mapping[str, str]) -> list[str]:
    marks = [
        child.meta["label"]
        for token in tokens
        for child in token.children or ()
        if child.type == "footnote_ref" and child.meta.get("label") in tips
    ]
    return list(dict.fromkeys(marks))


def _without_notes(tokens: list[Token], tips: Mapping[str, str]) -> list[Token]:
    """Leave out the footnotes that a proof replaces, and the block if none is left."""
    kept: list[Token] = []
    skipping = False
    for token in tokens:
        if token.type == "footnote_open" and token.meta.get("label") in tips:
            skipping = True
        if not skipping:
            kept.append(token)
        if token.type == "footnote_close":
            skipping = False
    if not any(t.type == "footnote_open" for t in kept):
        kept = [t for t in kept if t.type not in ("footnote_block_open", "footnote_block_close")]
    return kept


def _inline(
    children: list[Token], tips: Mapping[str, str], numbers: Mapping[str, int], wrong: Wrong
) -> list[Token]:
    """Gather what stands before each run of marks into a claim with its tip."""
    out: list[Token] = []
    clause: list[Token] = []
    rest = list(children)
    while rest:
        token = rest.pop(0)
        if token.type != "footnote_ref" or token.meta.get("label") not in tips:
            clause.append(token)
            continue
        keys = [token.meta["label"]]
        while rest and rest[0].type == "footnote_ref" and rest[0].meta.get("label") in tips:
            keys.append(rest.pop(0).meta["label"])
        out += [*_claim(clause, keys, wrong), *_marks(keys, tips, numbers)]
        clause = []
    return [*_stamped(out), *_stamped(clause)] if not out else [*_stamped(out), *clause]


def _claim(clause: list[Token], keys: Sequence[str], wrong: Wrong) -> list[Token]:
    flat = sum(token.nesting for token in clause) == 0
    head: list[Token] = []
    if clause and clause[0].type == "html_inline" and "checkbox" in clause[0].content:
        head, clause = clause[:1], clause[1:]
    if clause and clause[0].type == "text" and (stamp := STAMP.match(clause[0].content)):
        link = _number(stamp[1], keys[0], _right(stamp[1], keys, wrong))
        head = [_html(f"<time>{link}</time> ")]
        clause = [_text(clause[0].content[stamp.end() :]), *clause[1:]]
    linked = [
        _html(_numbers(token.content, keys, wrong)) if token.type == "text" else token
        for token in clause
    ]
    return [*head, _html('<span class="claim">' if flat else "<span>"), *linked]


def _marks(keys: Sequence[str], tips: Mapping[str, str], numbers: Mapping[str, int]) -> list[Token]:
    marks = "".join(f'<a href="#proof-{escape(k)}">{numbers[k]}</a>' for k in keys)
    told = "".join(tips[key] for key in keys)
    return [
        _html(f'<sup class="marks">{marks}</sup><span class="tip" role="note">{told}</span></span>')
    ]


def _right(said: str, keys: Sequence[str], wrong: Wrong) -> str:
    return next((wrong[key, said] for key in keys if (key, said) in wrong), "")


def _number(said: str, key: str, right: str) -> str:
    """A number linked to its proof; struck through where another holds."""
    link = f'<a class="num" href="#proof-{escape(key)}">{escape(said)}</a>'
    return f"<del>{link}</del> <ins>{escape(right)}</ins>" if right else link


def _numbers(text: str, keys: Sequence[str], wrong: Wrong) -> str:
    parts, last = [], 0
    for found in NUMBER.finditer(text):
        before = text[found.start() - 1 : found.start()]
        if before.isalnum() or before in (".", "/", "_", "-", "+"):
            continue
        parts.append(escape(text[last : found.start()]))
        parts.append(_number(found[0], keys[0], _right(found[0], keys, wrong)))
        last = found.end()
    return "".join([*parts, escape(text[last:])])


def _stamped(tokens: list[Token]) -> list[Token]:
    """Set the time of an entry apart where no proof did."""
    if tokens and tokens[0].type == "text" and (stamp := STAMP.match(tokens[0].content)):
        rest = tokens[0].content[stamp.end() :]
        return [_html(f"<time>{escape(stamp[1])}</time> {escape(rest)}"), *tokens[1:]]
    return tokens


def _html(content: str) -> Token:
    return Token("html_inline", "", 0, content=content)


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
