"""The reference pages are what the code says."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_reference_is_not_stale() -> None:
    spec = importlib.util.spec_from_file_location("made", ROOT / "tools/generate_reference.py")
    assert spec
    assert spec.loader
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    for name, text in made.pages().items():
        kept = (ROOT / "docs/reference" / name).read_text(encoding="utf-8")
        assert kept == text, f"docs/reference/{name} is stale: run `make docs`"
