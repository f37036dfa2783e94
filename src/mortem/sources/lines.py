"""The lines of a text file, numbered, whatever bytes it holds."""

from collections.abc import Iterator
from pathlib import Path

from mortem.sources.opening import open_bytes


def numbered(path: Path) -> Iterator[tuple[int, str]]:
    """Each line that is not blank with its number from 1, without its end.

    Lines end at a line feed and nowhere else; a carriage return before it belongs to the end.
    Bytes that are no UTF-8 are marked with the replacement character.
    """
    with open_bytes(path) as stream:
        for number, raw in enumerate(stream, 1):
            line = raw.rstrip(b"\r\n").decode("utf-8", "replace")
            if number == 1:
                line = line.removeprefix("\ufeff")
            if line.strip():
                yield number, line


def whole(path: Path) -> str:
    """The file's text, undecodable bytes marked."""
    with open_bytes(path) as stream:
        return stream.read().decode("utf-8", "replace").removeprefix("\ufeff")
