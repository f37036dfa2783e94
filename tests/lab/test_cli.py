from pathlib import Path

import pytest
from click.testing import CliRunner

from mortem.cli.commands.lab import command
from mortem.errors import BadSettings, MortemError, WouldOverwrite


def test_the_list_names_every_scenario_and_what_to_do_next() -> None:
    result = CliRunner().invoke(command, ["list"])
    assert result.exit_code == 0
    for name in ("checkout", "control", "tls"):
        assert name in result.output
    assert "mortem lab play" in result.output


def test_an_unknown_scenario_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(BadSettings, match="no scenario 'flood'; there are checkout"):
        CliRunner().invoke(
            command, ["run", "flood", "--out", str(tmp_path / "x")], catch_exceptions=False
        )


def test_a_run_never_writes_into_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "precious").touch()
    with pytest.raises(WouldOverwrite, match="is not empty"):
        CliRunner().invoke(command, ["run", "typo", "--out", str(tmp_path)], catch_exceptions=False)


def test_commands_need_a_game(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MORTEM_LAB_STATE", str(tmp_path))
    for line in (["note", "x"], ["hint"], ["shell"], ["do", "status"]):
        with pytest.raises(MortemError, match="mortem lab play"):
            CliRunner().invoke(command, line, catch_exceptions=False)
