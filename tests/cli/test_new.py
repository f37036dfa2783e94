"""`mortem new`: a postmortem from memory, by flags, by talking, and blank by blank."""

import sys
from pathlib import Path

import pexpect
import pytest
from click.testing import CliRunner, Result

from conftest import Golden
from mortem.check.run import check_document
from mortem.cli.main import mortem
from mortem.document import parse
from mortem.draft.fill import gaps
from mortem.errors import BadSettings, WouldOverwrite

HERE = Path(__file__).parent
ANSWERS = (
    "--title", "Checkout outage",
    "--tz", "Africa/Kigali",
    "--start", "23 Nov 2026 9am",
    "--end", "10:47",
    "--service", "the checkout page",
    "--saw", "a 502 error when they paid",
    "--share", "30",
    "--noticed", "an alert on failed payments at 09:04",
    "--entry", "10:47 The rollback was complete and payments worked again.",
    "--entry", "9:12 am we looked at the load balancer's log and suspected the load balancer",
    "--entry", "0730 UTC: the load balancer was ruled out",
    "--entry", "09:35 escalated to the database team",
    "--cause", "A release opened a database connection for every request and never gave it back, "
    "so the pool ran empty and payments failed.",
    "--fix", "We rolled back to v1.8.2, which gives every connection back.",
    "--improve", "Nobody saw the pool fill up.",
    "--task", "Alert at 80 % of the connection pool (Ana, 3 December)",
    "--task", "Add a test that counts open connections (Jo, 10 December)",
)  # fmt: skip


def run(*words: str) -> Result:
    done = CliRunner().invoke(mortem, ["new", *words], prog_name="mortem")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def wrong(text: str) -> list[str]:
    hits = check_document(parse(text))
    return [f"{h.line}: {h.rule}" for h in hits if h.severity != "info" and h.rule != "length"]


def test_all_answered_it_is_a_whole_postmortem(golden: Golden) -> None:
    text = run(*ANSWERS).stdout
    golden(HERE / "new_answered.md", text)
    assert gaps(text) == ()
    assert wrong(text) == []


def test_nothing_answered_it_is_the_format_with_advice(golden: Golden) -> None:
    text = run("--blank").stdout
    golden(HERE / "new_blank.md", text)
    assert len(gaps(text)) == 20
    assert all(gap.advice for gap in gaps(text) if gap.what != "title" and not gap.computed)


def test_a_second_round_fills_the_blanks(tmp_path: Path) -> None:
    path = tmp_path / "outage.md"
    run("--blank", "--tz", "Africa/Kigali", "-o", str(path))
    run("--from", str(path), *ANSWERS)
    text = path.read_text()
    assert gaps(text) == ()
    assert "<!--" not in text
    assert "for 1 h 47 min" in text
    stamps = [line[2:7] for line in text.splitlines() if line.startswith("- 0")]
    assert stamps == ["09:04", "09:12", "09:30", "09:35"]
    assert wrong(text) == []


def test_some_answers_leave_the_other_blanks(tmp_path: Path) -> None:
    path = tmp_path / "outage.md"
    run("--blank", "-o", str(path))
    before = len(gaps(path.read_text()))
    done = run("--from", str(path), "--saw", "a 502 error when they paid")
    text = path.read_text()
    assert "Users saw a 502 error when they paid." in text
    assert len(gaps(text)) == before - 1
    assert f"{before - 1} blanks to fill" in done.stderr


def test_midnight_puts_the_day_on_every_entry() -> None:
    text = run(
        "--blank", "--start", "2026-11-23 23:50", "--end", "00:20", "--entry", "00:05 paged",
        "--entry", "23:55 noticed",
    ).stdout  # fmt: skip
    assert "from 23:50 on 23 November 2026 to 00:20 on 24 November 2026 UTC, for 30 min" in text
    assert [line for line in text.splitlines() if line.startswith("- 2026")] == [
        "- 2026-11-23 23:55 - Noticed.",
        "- 2026-11-24 00:05 - Paged.",
    ]


def test_what_cannot_be_is_an_error_with_a_cure() -> None:
    with pytest.raises(BadSettings, match="names no day; write it like"):
        run("--blank", "--start", "9am")
    with pytest.raises(BadSettings, match="names no time"):
        run("--blank", "--start", "yesterday")
    with pytest.raises(BadSettings, match="before it began"):
        run("--blank", "--start", "2026-11-23 09:00", "--end", "2026-11-23 08:00")


def test_a_file_that_differs_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "outage.md"
    path.write_text("mine\n")
    with pytest.raises(WouldOverwrite, match="--force"):
        run("--blank", "-o", str(path))
    assert path.read_text() == "mine\n"
    run("--blank", "-o", str(path), "--force")
    run("--blank", "-o", str(path))
    assert path.read_text().startswith("---\n")
    assert list(tmp_path.iterdir()) == [path]


def test_in_a_terminal_it_asks(tmp_path: Path) -> None:
    talk = pexpect.spawn(
        sys.executable,
        ["-c", "from mortem.cli.main import main; main()", "new", "-o", "outage.md"],
        cwd=str(tmp_path),
        encoding="utf-8",
        timeout=120,
        dimensions=(50, 120),
    )
    said = [
        ("called", "Checkout outage"),
        ("zone", "Mars"),
        ("no time zone is called 'Mars'.*zone", "UTC"),
        ("begin", "9am"),
        ("names no day.*begin", "2026-11-23 9am"),
        ("end", "10:47"),
        ("down or slow", "checkout"),
        ("users see", ""),
        ("share", "half"),
        ("noticed", "an alert at 09:04"),
        ("entry by entry", "10:47 rolled back"),
        ("> ", ""),
        ("caused", ""),
        ("fix", ""),
        ("improved", ""),
        ("tasks", ""),
        ("looked at", "09:10 we read the log of the database"),
        ("assumed", ""),
        ("wrong", ""),
        ("escalated", ""),
    ]
    for question, answer in said:
        talk.expect(f"(?s){question}.*?> " if question != "> " else "> ")
        talk.sendline(answer)
    talk.expect("blanks to fill. Next: mortem new --from outage.md")
    talk.expect(pexpect.EOF)
    text = (tmp_path / "outage.md").read_text()
    assert "- 09:10 - We read the log of the database." in text
    assert "Half of the users were affected." in text
    assert "[to fill: what users saw]" in text


def test_leaving_early_keeps_what_was_answered(tmp_path: Path) -> None:
    talk = pexpect.spawn(
        sys.executable,
        ["-c", "from mortem.cli.main import main; main()", "new", "-o", "outage.md"],
        cwd=str(tmp_path),
        encoding="utf-8",
        timeout=120,
    )
    talk.expect("(?s)called.*?> ")
    talk.sendline("Checkout outage")
    talk.expect("(?s)zone.*?> ")
    talk.sendeof()
    talk.expect("the rest stays blank")
    talk.expect(pexpect.EOF)
    assert "# Checkout outage\n" in (tmp_path / "outage.md").read_text()
