"""Find the files that are meant, and the reader that knows each of them."""

import shutil
import sys
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from mortem.errors import UnreadableSource
from mortem.registry import discover
from mortem.sources import formats as folder
from mortem.sources.opening import open_bytes, unzipped
from mortem.sources.reader import HEAD_CHARS, Head, Reader

SURE = 0.3  # below that share of its lines, a file is not of the format
_OURS = frozenset({"mortem.toml", "pyproject.toml"})


@dataclass(frozen=True, slots=True)
class Found:
    """A file and its label: the path as the user gave it, unique among all files."""

    path: Path
    label: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """Which reader takes a file, or why none does; `blank` where the file holds no line at all."""

    reader: Reader | None
    tried: str
    blank: bool = False


def readers() -> dict[str, Reader]:
    """Every reader by name."""
    return discover(folder, Reader)


def find(paths: Sequence[Path | str], workspace: Path) -> list[Found]:
    """The files that the paths name: files, folders with all below them, zips, "-" for stdin.

    A file in a folder is called by its path below that folder, a single file by its name; where two
    would be called the same, both are called by their whole path. Hidden files and mortem's own
    settings are no telemetry. Standard input and zips are unpacked below `workspace`.
    """
    named: list[tuple[Path, str, str]] = []
    for number, given in enumerate(paths):
        named.extend(_below(given, workspace / f"given{number}"))
    seen: set[Path] = set()
    once = [row for row in named if not (row[0].resolve() in seen or seen.add(row[0].resolve()))]  # type: ignore[func-returns-value]
    short = [label for _, label, _ in once]
    return [Found(path, label if short.count(label) == 1 else whole) for path, label, whole in once]


def _below(given: Path | str, workspace: Path) -> Iterable[tuple[Path, str, str]]:
    """Path, short label and whole label of every file meant by one argument."""
    if str(given) == "-":
        spool = workspace / "stdin"
        spool.parent.mkdir(parents=True, exist_ok=True)
        with spool.open("wb") as sink:
            shutil.copyfileobj(sys.stdin.buffer, sink, 1 << 20)
        yield from _opened(spool, "-", "-", workspace)
        return
    path = Path(given)
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            inner = file.relative_to(path)
            hidden = any(part.startswith(".") for part in inner.parts)
            if not hidden and file.is_file() and file.name not in _OURS:
                label = inner.as_posix()
                yield from _opened(file, label, (path / inner).as_posix(), workspace / label)
    elif path.exists():
        yield from _opened(path, path.name, path.as_posix(), workspace)
    else:
        raise UnreadableSource(f"{given} does not exist")


def _opened(path: Path, label: str, whole: str, workspace: Path) -> Iterable[tuple[Path, str, str]]:
    if not zipfile.is_zipfile(path):
        yield path, label, whole
        return
    for member, name in unzipped(path, workspace):
        yield member, f"{label}/{name}", f"{whole}/{name}"


def head(found: Found) -> Head:
    """The beginning of a file, unpacked."""
    with open_bytes(found.path) as stream:
        raw = stream.read(HEAD_CHARS)
    return Head(found.path, found.label, raw.decode("utf-8", "replace").removeprefix("\ufeff"))


def recognise(start: Head, known: dict[str, Reader]) -> Verdict:
    """The surest reader for a file, by its beginning; equals are decided by name."""
    if not start.lines:
        return Verdict(None, "it holds no line", blank=True)
    scores = {name: reader.score(start) for name, reader in known.items()}
    best = max(scores, key=lambda name: scores[name], default="")
    if best and scores[best] >= SURE:
        return Verdict(known[best], "")
    tried = ", ".join(
        f"{name} {score:.0%}" if score else name
        for name, score in sorted(scores.items(), key=lambda item: (-item[1], item[0]))
    )
    return Verdict(None, f"tried, with the share of its lines each can read: {tried or 'nothing'}")
