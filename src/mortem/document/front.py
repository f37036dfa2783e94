"""Front matter: YAML between --- lines, TOML between +++ lines."""

import re
from collections.abc import Mapping
from typing import Any

_FRONT = re.compile(
    r"\A(?P<mark>---|\+\+\+)[ \t]*\n(?P<body>.*?)^(?P=mark)[ \t]*(?:\n|\Z)", re.S | re.M
)


def take_front(text: str) -> tuple[Mapping[str, Any], str]:
    """The front matter, and the text with blank lines in its place: lines keep their numbers.

    A rule (---) at the top of a document that has no mapping under it is no front matter.
    """
    match = _FRONT.match(text)
    if match is None:
        return {}, text
    front = _read(match["mark"], match["body"])
    if front is None:
        return {}, text
    return front, "\n" * match[0].count("\n") + text[match.end() :]


def _read(mark: str, body: str) -> Mapping[str, Any] | None:
    if not body.strip():
        return {}
    import tomllib

    import yaml  # few documents have front matter, and it takes long to import

    try:
        front = tomllib.loads(body) if mark == "+++" else yaml.safe_load(body)
    except (yaml.YAMLError, tomllib.TOMLDecodeError, ValueError, RecursionError):
        return _plain(body)
    return {str(key): value for key, value in front.items()} if isinstance(front, dict) else None


def _plain(body: str) -> Mapping[str, Any] | None:
    """Front matter that is no valid YAML, such as a title with a colon: its plain lines."""
    lines = [line for line in body.split("\n") if line.strip()]
    pairs = [re.fullmatch(r"([\w-]+)[ \t]*[:=][ \t]*(.*)", line) for line in lines]
    if not all(pair or line[0] in " \t-#" for pair, line in zip(pairs, lines, strict=True)):
        return None
    return {pair[1]: pair[2].strip().strip("\"'") for pair in pairs if pair}
