"""The tutorial and the README are true: their commands run, and print what they say."""

import difflib
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
BLOCK = re.compile(r"^```console\n(.*?)^```", re.M | re.S)
ANYTHING = "..."


def steps(page: Path) -> list[tuple[str, str]]:
    """(command, expected output) of every `$ ` line in the page's console blocks, in order."""
    found = []
    for block in BLOCK.findall(page.read_text(encoding="utf-8")):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def says(expected: str, printed: str) -> bool:
    """Whether what was printed is what was promised; a line `...` stands for any lines."""
    pieces = [re.escape(line) for line in expected.strip().splitlines()]
    pattern = "\n".join(pieces).replace(re.escape(ANYTHING) + "\n", r"(?:.*\n)*?")
    pattern = pattern.replace("\n" + re.escape(ANYTHING), r"(?:\n.*)*?")
    pattern = pattern.replace(re.escape(ANYTHING), ".*?")
    lines = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    return re.fullmatch(pattern, lines) is not None


def test_the_tutorial_runs(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    ran = steps(ROOT / "docs" / "tutorial.md")
    assert len(ran) >= 6
    for command, expected in ran:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=tmp_path,
            env={
                "PATH": f"{BIN}:/usr/bin:/bin",
                "NO_COLOR": "1",
                "COLUMNS": "100",
                "LANG": "C.UTF-8",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        promised = f"$ {command}\n{expected}"
        assert says(expected, printed), "\n".join(
            difflib.unified_diff(promised.splitlines(), printed.splitlines(), lineterm="")
        )


@pytest.mark.parametrize(
    ("expected", "printed", "so"),
    [
        ("a\n...\nd", "a\nb\nc\nd", True),
        ("a\n...\nd", "a\nd", True),
        ("a ... c", "a b c", True),
        ("a\nb", "a\nc", False),
        ("a", "a\nb", False),
        ("a\n...", "a\nb\nc", True),
    ],
)
def test_dots_stand_for_what_is_left_out(expected: str, printed: str, so: bool) -> None:
    assert says(expected, printed) is so


def test_links_in_the_docs_lead_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for page in pages:
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not link.startswith(("http://", "https://", "mailto:")):
                assert (page.parent / link).exists(), f"{page}: {link}"
