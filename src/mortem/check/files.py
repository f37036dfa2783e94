"""Which files to check, and their text."""

import os
import sys
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path

from mortem.errors import MalformedPostmortem

SUFFIXES = (".md", ".markdown")
SKIPPED = {".git", ".hg", ".venv", "venv", "node_modules", "__pycache__", ".tox"}


def documents(
    paths: Sequence[str], exclude: Sequence[str] = (), root: Path | None = None
) -> Iterator[str]:
    """The Markdown files in `paths`, each once: files as they are, folders recursively, `-`.

    `exclude` holds glob patterns for files and folders: by name, or by path from `root` (the folder
    of the settings; else the working folder). They count for what is found in folders, not for
    files that are named. A path that does not exist is yielded too: reading it says so.
    """
    start = root or Path.cwd()
    seen = set[str]()
    for given in paths:
        for path in _within(given, exclude, start):
            real = path if path == "-" else os.path.realpath(path)
            if real not in seen:
                seen.add(real)
                yield path


def _within(given: str, exclude: Sequence[str], root: Path) -> Iterator[str]:
    if given == "-" or not Path(given).is_dir():
        yield given
        return
    for folder, inside, names in os.walk(given):
        inside[:] = sorted(
            name
            for name in inside
            if name not in SKIPPED and not _excluded(Path(folder, name), exclude, root)
        )
        for name in sorted(names):
            path = Path(folder, name)
            if name.lower().endswith(SUFFIXES) and not _excluded(path, exclude, root):
                yield str(path)


def _excluded(path: Path, patterns: Sequence[str], root: Path) -> bool:
    if not patterns:
        return False
    known = (path.name, Path(os.path.relpath(path, root)).as_posix())
    return any(fnmatch(name, pattern.rstrip("/")) for pattern in patterns for name in known)


def text_of(path: str) -> str:
    """A document's text. Raises MalformedPostmortem, with the cure, where there is none to read."""
    try:
        data = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except FileNotFoundError as error:
        raise MalformedPostmortem(f"{path}: no such file; check the name") from error
    except PermissionError as error:
        raise MalformedPostmortem(f"{path}: not yours to read; change its permissions") from error
    except OSError as error:
        raise MalformedPostmortem(f"{path}: cannot be read ({error.strerror})") from error
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise MalformedPostmortem(f"{path}: a binary file; name a Markdown file (*.md)")
    try:
        encoding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise MalformedPostmortem(
            f"{path}: not UTF-8 (byte {error.start + 1}); save it as UTF-8"
        ) from error
