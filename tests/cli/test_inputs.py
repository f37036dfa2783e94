"""What the commands share: their options, settings, zones of documents, the progress bar, files."""

import sys
from datetime import UTC, timedelta
from pathlib import Path

import click
import pexpect
import pytest
from click.testing import CliRunner

from mortem.cli import inputs, outputs
from mortem.document import parse
from mortem.errors import BadSettings, WouldOverwrite
from mortem.facts.fact import FactBook, book

LINE = (
    '203.0.113.{n} - - [23/Nov/2026:04:07:{s:02} +0200] "GET / HTTP/1.1" 200 12 "-" "Mozilla/5.0"\n'
)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "access.log"
    path.write_text("".join(LINE.format(n=n % 5, s=n) for n in range(50)))
    return path


@click.command()
@inputs.evidence_options
def shown(**choices: object) -> None:
    click.echo(repr(choices))


def test_options_reach_the_command() -> None:
    words = ["--tz", "+02:00", "--slow-after", "2", "--service", "a", "--service", "b"]
    done = CliRunner().invoke(shown, words)
    assert "'service': ('a', 'b')" in done.stdout
    assert "'slow_after': 2.0" in done.stdout


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (["--tz", "Kigali"], "did you mean 'Africa/Kigali'"),
        (["--slow-after", "0"], "0.0 is not in the range x>0"),
    ],
)
def test_a_bad_option_exits_2_and_names_the_cure(words: list[str], cure: str) -> None:
    done = CliRunner().invoke(shown, words)
    assert done.exit_code == 2
    assert cure in done.stderr.replace("\n", " ")


@pytest.mark.parametrize("text", ["04:07", "2026-11-23T05:00/2026-11-23T04:00", "a/b", "a"])
def test_a_bad_window_is_named_with_a_good_one(log: Path, text: str) -> None:
    with (
        pytest.raises(BadSettings, match=r"is no stretch of time.*2026-11-23T04:07:45"),
        inputs.gather([log], {"window": text}),
    ):
        pass


def test_evidence_is_read_with_the_settings_beside_it(log: Path) -> None:
    (log.parent / "mortem.toml").write_text('zone = "Africa/Kigali"\nservices = ["shop"]\n')
    with inputs.gather([log], {"window": "2026-11-23T04:07:00/2026-11-23T04:08:00"}) as gathered:
        assert len(gathered.store.files) == 1
        assert str(gathered.inquiry.zone) == "Africa/Kigali"
        assert gathered.inquiry.services == ("shop",)
        assert gathered.inquiry.window is not None
        assert gathered.inquiry.window.length == timedelta(minutes=1)


def test_facts_come_in_the_zone_a_document_is_written_in(
    log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []

    def fake(store: object, inquiry: object) -> FactBook:
        asked.append(inquiry.zone)  # type: ignore[attr-defined]
        return book([], files=(), quality=(), rejected=0, zone=UTC, zone_name="UTC")

    monkeypatch.setattr("mortem.facts.ask.find_facts", fake)
    with inputs.gather([log], {}) as gathered:
        facts = inputs.facts_of(gathered, {})
        kigali = parse("---\nzone: Africa/Kigali\n---\n# x\n")
        odd = parse("---\nzone: our time\n---\n# x\n")
        books = [facts(document) for document in (kigali, parse("# x\n"), kigali, odd)]
        assert books[0] is books[2]
        assert [str(zone) for zone in asked] == ["Africa/Kigali", "None", "None"]
        inputs.facts_of(gathered, {"tz": UTC})(kigali)
        assert asked[-1] == gathered.inquiry.zone


BAR = """
import time
from mortem.cli import inputs
with inputs.progress() as told:
    for step in range(6):
        told("access.log", step / 6)
        time.sleep(0.4)
print("done")
"""


def test_the_bar_shows_what_is_read_in_a_terminal_only() -> None:
    talk = pexpect.spawn(sys.executable, ["-c", BAR], encoding="utf-8", timeout=60)
    talk.expect("reading access.log")
    talk.expect("done")
    with inputs.progress() as told:
        told("access.log", 0.5)


def test_a_file_is_written_whole_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "deep/x.md"
    outputs.write(path, "a\n")
    path.chmod(0o640)
    outputs.write(path, "a\n")
    with pytest.raises(WouldOverwrite, match=r"x\.md is there and differs; add --force"):
        outputs.write(path, "b\n")
    outputs.write(path, "b\n", force=True)
    assert path.read_text() == "b\n"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(path.parent.iterdir()) == [path]
