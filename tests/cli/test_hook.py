"""The pre-commit hook: its manifest, and a real run on a repository."""

import os
import subprocess
import sys
from pathlib import Path

import yaml
from pre_commit.clientlib import load_manifest

ROOT = Path(__file__).parent.parent.parent
FLAWED = "## Issue Summary\n\nWrite to jane.doe@shop-mail.com.\n"


def git(place: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=place, check=True, capture_output=True)


def hook() -> dict[str, object]:
    (found,) = load_manifest(str(ROOT / ".pre-commit-hooks.yaml"))
    return dict(found)


def test_pre_commit_accepts_the_manifest() -> None:
    assert hook()["id"] == "mortem-check"


def run(place: Path) -> subprocess.CompletedProcess[str]:
    """Run the hook as its manifest says, but with the mortem of this environment."""
    told = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())[0]
    local = {**told, "language": "system", "entry": f"{told['entry']} --select safety"}
    config = {"repos": [{"repo": "local", "hooks": [local]}]}
    (place / ".pre-commit-config.yaml").write_text(yaml.safe_dump(config))
    git(place, "init", "-q")
    git(place, "add", "-A")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", "run", "--all-files"],
        cwd=place,
        env={**os.environ, "PATH": path, "PRE_COMMIT_HOME": str(place / ".cache")},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_flawed_postmortem_stops_the_commit(tmp_path: Path) -> None:
    (tmp_path / "docs/postmortems").mkdir(parents=True)
    (tmp_path / "docs/postmortems/checkout.md").write_text(FLAWED)
    (tmp_path / "README.md").write_text(FLAWED)
    done = run(tmp_path)
    assert done.returncode == 1
    assert "docs/postmortems/checkout.md:3:10: warning email-address" in done.stdout
    assert "README.md" not in done.stdout


def test_a_sound_one_passes(tmp_path: Path) -> None:
    (tmp_path / "2026-11-23-postmortem.md").write_text("## Issue Summary\n\nIt was down.\n")
    done = run(tmp_path)
    assert done.returncode == 0, done.stdout
    assert "Passed" in done.stdout
