"""Changes as tools record them: JSON lines, GitHub's webhook events, git log."""

import json
from pathlib import Path

import numpy as np
from benchmarks.simulate.clock import iso_local, local, tz_of, utc_z
from benchmarks.simulate.story import Change


def write_changes(
    kind: str, changes: list[Change], folder: Path, zone: str, rng: np.random.Generator
) -> list[Change]:
    """Write them; returns those that the file shows (git knows no restarts)."""
    if kind == "none" or not changes:
        return []
    if kind == "jsonl":
        _json_lines(changes, folder, zone, rng)
    elif kind == "github":
        changes = [change for change in changes if change.kind != "restart"]
        _github(changes, folder, rng)
    else:
        changes = [change for change in changes if change.kind != "restart"]
        _git_log(changes, folder, zone, rng)
    return changes


def _json_lines(changes: list[Change], folder: Path, zone: str, rng: np.random.Generator) -> None:
    style = int(rng.integers(0, 3))
    tz = tz_of(zone)
    lines: list[dict[str, object]] = []
    for change in changes:
        common = {"service": change.service, "by": change.by, "message": change.message}
        if style == 0 and change.kind != "restart":
            named = {**common, "release": change.ref, "previous": change.previous or None}
            lines.append({"ts": utc_z(change.at), "event": "deploy_started", **named})
            lines.append({"ts": utc_z(change.finished), "event": "deploy_finished", **named})
        elif style == 1:
            lines.append({"time": iso_local(change.finished, tz), "ref": change.ref,
                          "event": change.kind, **common})  # fmt: skip
        else:
            lines.append({"time": utc_z(change.finished), "event": change.kind,
                          "release": change.ref, **common})  # fmt: skip
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "deploys.jsonl").write_text(text, encoding="utf-8")


def _github(changes: list[Change], folder: Path, rng: np.random.Generator) -> None:
    lines = []
    for number, change in enumerate(changes, 1):
        repository = {"id": 71, "name": change.service, "full_name": f"shop/{change.service}"}
        deployment: dict[str, object] = {
            "url": f"https://api.github.com/repos/shop/site/deployments/{9000 + number}",
            "id": 9000 + number, "sha": change.sha, "ref": change.ref, "task": "deploy",
            "payload": {}, "original_environment": "production", "environment": "production",
            "description": change.message, "creator": {"login": change.by, "id": 5},
            "created_at": utc_z(change.at, 0), "updated_at": utc_z(change.finished, 0),
        }  # fmt: skip
        lines.append({"action": "created", "deployment": deployment, "repository": repository,
                      "sender": {"login": change.by}})  # fmt: skip
        status = {"id": 500 + number, "state": "success", "creator": {"login": change.by},
                  "description": "", "environment": "production",
                  "created_at": utc_z(change.finished, 0),
                  "updated_at": utc_z(change.finished, 0)}  # fmt: skip
        lines.append({"action": "created", "deployment_status": status, "deployment": deployment,
                      "repository": repository, "sender": {"login": change.by}})  # fmt: skip
    if rng.random() < 0.4:
        text = json.dumps(lines, indent=1)
        (folder / "github-events.json").write_text(text, encoding="utf-8")
        return
    text = "".join(json.dumps(line) + "\n" for line in lines)
    (folder / "github-events.jsonl").write_text(text, encoding="utf-8")


def _git_log(changes: list[Change], folder: Path, zone: str, rng: np.random.Generator) -> None:
    blocks = []
    tz = tz_of(zone)
    for change in sorted(changes, key=lambda change: -change.at):
        at = local(change.at, tz)
        when = f"{at:%a %b} {at.day} {at:%H:%M:%S %Y %z}"
        title = change.message
        if change.kind == "rollback":
            title = f'Revert "{change.message.removeprefix("roll back ")}"'
        elif change.service not in title and rng.random() < 0.7:
            title = f"{change.service}: {title}"
        tag = f" (tag: {change.ref})" if change.kind != "rollback" else ""
        blocks.append(f"commit {change.sha}{tag}\nAuthor: {change.by} <{change.by}@shop.example>\n"
                      f"Date:   {when}\n\n    {title}\n")  # fmt: skip
    (folder / "git.log").write_text("\n".join(blocks), encoding="utf-8")
