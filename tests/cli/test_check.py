"""`mortem check`, `mortem rule` and `mortem question`, as a shell sees them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mortem.check.run import rules
from mortem.cli.main import main, mortem

CLEAN = "It failed.\n"
FLAWED = "# Outage\n\n## Issue Summary\n\nWrite to jane.doe@shop-mail.com.\n"
NOTED = "# Outage\n\n## Issue Summary\n\nIt was basically down.\n"
STYLE = ("--select", "style,safety")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name, text in (("clean", CLEAN), ("flawed", FLAWED), ("noted", NOTED)):
        (tmp_path / f"{name}.md").write_text(text)
    return tmp_path


def run(*words: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(mortem, ["check", *words], input=stdin, prog_name="mortem")


@pytest.mark.parametrize(("name", "code"), [("clean", 0), ("noted", 0), ("flawed", 1)])
def test_the_exit_code_says_whether_something_is_wrong(name: str, code: int) -> None:
    assert run(f"{name}.md", *STYLE).exit_code == code
    assert run(f"{name}.md", *STYLE, "--exit-zero").exit_code == 0


def test_standard_input_is_read(place: Path) -> None:
    done = run("-", *STYLE, stdin=FLAWED)
    assert done.exit_code == 1
    assert done.stdout.startswith("-:5:10: warning email-address")


def test_folders_are_searched(place: Path) -> None:
    done = run(".", *STYLE)
    assert [line.partition(":")[0] for line in done.stdout.splitlines()[:-1]] == [
        "flawed.md",
        "noted.md",
    ]
    assert "in 3 documents" in done.stdout


def test_what_cannot_be_read_is_said_last_and_the_rest_is_checked(place: Path) -> None:
    (place / "broken.md").write_bytes(b"\0\1")
    done = run("broken.md", "missing.md", "flawed.md", *STYLE)
    assert done.exit_code == 2
    assert "flawed.md:5:10" in done.stdout
    assert "broken.md: a binary file; name a Markdown file" in done.stderr
    assert "missing.md: no such file; check the name" in done.stderr


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machines_get_nothing_but_the_document(form: str) -> None:
    assert json.loads(run(".", "--format", form, "--exit-zero").stdout)


def test_statistics(place: Path) -> None:
    lines = run(".", *STYLE, "--statistics").stdout.splitlines()
    assert lines[:2] == ["1  warning  email-address", "1  info     filler"]


def test_the_settings_of_the_folder_hold(place: Path) -> None:
    (place / "mortem.toml").write_text(
        '[check]\nselect = ["style"]\nexclude = ["noted.md"]\n[check.rules]\nfiller = "error"\n'
    )
    done = run("noted.md", "flawed.md")
    assert done.exit_code == 1
    assert done.stdout.startswith("noted.md:5:8: error filler")
    assert "email-address" in run(".", "--select", "safety").stdout
    assert "noted.md" not in run(".").stdout


@pytest.mark.parametrize("words", [("--select", "filer"), ("--ignore", "filer")])
def test_an_unknown_rule_is_an_error(
    words: tuple[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["mortem", "check", "clean.md", *words])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "mortem: no rule or category is called 'filer'; did you mean 'filler'?" in (
        capsys.readouterr().err
    )


def test_the_rules_are_listed_and_each_has_a_page() -> None:
    listed = CliRunner().invoke(mortem, ["rule"]).stdout
    for name in rules():
        assert f"  {name} " in listed
    page = CliRunner().invoke(mortem, ["rule", "long_sentence"]).stdout
    assert page.startswith("# long-sentence\n")
    assert "## Why it matters" in page


def test_the_questions_are_listed_and_each_has_a_page() -> None:
    listed = CliRunner().invoke(mortem, ["question"]).stdout
    assert "outage-window" in listed
    assert "# outage-window" in CliRunner().invoke(mortem, ["question", "outage-window"]).stdout


def test_an_unknown_page_names_the_nearest(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["mortem", "rule", "filer"])
    with pytest.raises(SystemExit) as stop:
        main()
    assert stop.value.code == 2
    assert "did you mean 'filler'" in capsys.readouterr().err


def test_no_engine_is_loaded_for_a_check_without_evidence() -> None:
    import subprocess
    import sys

    code = (
        "import sys; sys.argv = ['mortem', 'check', 'noted.md']\n"
        "from mortem.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'duckdb', 'polars', 'pyarrow', 'numpy', 'scipy', 'matplotlib', 'jinja2', 'rich',"
        " 'requests', 'detect_secrets'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("given", "files", "evidence"),
    [
        ("a.md --evidence x.log", ["a.md"], ["x.log"]),
        ("a.md --evidence x.log notes.md tel", ["a.md"], ["x.log", "notes.md", "tel"]),
        ("--evidence x.log y.log a.md", ["a.md"], ["x.log", "y.log"]),
        ("--evidence x.log --evidence y.log a.md b.md", ["a.md", "b.md"], ["x.log", "y.log"]),
        ("--evidence=x.log a.md", ["a.md"], ["x.log"]),
        ("a.md --evidence x.log --format json b.md", ["a.md", "b.md"], ["x.log"]),
        ("--exit-zero a.md --evidence x.log y.log", ["a.md"], ["x.log", "y.log"]),
        ("--format json --evidence x.log a.md", ["a.md"], ["x.log"]),
        ("- --evidence x.log y.log", ["-"], ["x.log", "y.log"]),
    ],
)
def test_evidence_takes_several_paths(
    place: Path, given: str, files: list[str], evidence: list[str]
) -> None:
    from mortem.cli.commands.check import command

    for name in ("x.log", "y.log", "notes.md"):
        (place / name).write_text("")
    (place / "tel").mkdir()
    context = command.make_context("check", given.split())
    assert list(context.params["files"]) == files
    assert list(context.params["evidence"]) == evidence
