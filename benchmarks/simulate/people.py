"""Messages as tools export them: Slack, notes as JSON lines, notes in Markdown."""

import json
import zipfile
from pathlib import Path

import numpy as np
from benchmarks.simulate.clock import iso_local, local, tz_of, utc_z
from benchmarks.simulate.story import Said

PEOPLE = {
    "oncall": ("U02ONCALL7", "grace.u", "Grace Uwase", "Site reliability engineer"),
    "dev": ("U03DEVEL11", "eric.n", "Eric Nshuti", "Backend developer"),
    "support": ("U04SUPPRT9", "diane.m", "Diane Mutesi", "Customer support"),
    "colleague": ("U05COLLEA4", "jean.p", "Jean Pierre", "Designer"),
}
ROLES = (
    {"oncall": "IT support", "dev": "Development", "support": "Customer support",
     "colleague": "Office"},
    {"oncall": "on-call", "dev": "dev", "support": "service desk", "colleague": "marketing"},
    {"oncall": "Grace", "dev": "Eric", "support": "Diane", "colleague": "Jean"},
)  # fmt: skip


def write_people(
    kind: str, said: list[Said], folder: Path, zone: str, rng: np.random.Generator
) -> dict[str, int]:
    """Write the messages; returns rejected lines by file (none here)."""
    if kind == "none":
        return {}
    if kind.startswith("slack"):
        _slack(said, folder, zipped=kind.endswith("zip"), rng=rng)
    elif kind == "notes-jsonl":
        _json_notes(said, folder, zone, rng)
    else:
        _markdown_notes(said, folder, zone, rng)
    return {}


def _json_notes(said: list[Said], folder: Path, zone: str, rng: np.random.Generator) -> None:
    names = [("ts", "by", "text"), ("time", "author", "message"), ("at", "who", "note")]
    when, who, what = names[int(rng.integers(0, 2))]
    in_zone = rng.random() < 0.4
    roles = ROLES[int(rng.integers(0, 3))]
    with (folder / "notes.jsonl").open("w", encoding="utf-8") as out:
        for one in said:
            at = iso_local(one.at, tz_of(zone), 3) if in_zone else utc_z(one.at)
            out.write(json.dumps({when: at, who: roles[one.who], what: one.text}) + "\n")


def _markdown_notes(said: list[Said], folder: Path, zone: str, rng: np.random.Generator) -> None:
    """Bullets `time - text` under a heading a day; the zone is the server's, and is named."""
    zone = "UTC" if zone == "America/New_York" else zone  # 01:30 comes twice that night
    tz = tz_of(zone)
    named = "UTC" if zone == "UTC" else f"UTC{zone}" if zone[0] in "+-" else zone
    days: dict[str, list[str]] = {}
    author = rng.random() < 0.5
    roles = ROLES[int(rng.integers(0, 3))]
    for one in said:
        at = local(one.at, tz)
        who = f"{roles[one.who]}: " if author or one.role == "customer" else ""
        clock = f"{at:%H:%M}" if one.at % 60 == 0 else f"{at:%H:%M:%S}"
        days.setdefault(f"{at:%Y-%m-%d}", []).append(f"- {clock} - {who}{one.text}")
    lines = [f"# Incident notes (times in {named})", ""]
    for day, bullets in days.items():
        lines += [f"## {day}", "", *bullets, ""]
    (folder / "notes.md").write_text("\n".join(lines), encoding="utf-8")


def _slack(said: list[Said], folder: Path, *, zipped: bool, rng: np.random.Generator) -> None:
    files = {"users.json": json.dumps(_slack_users()), "channels.json": json.dumps([
        {"id": "C01INC", "name": "incidents", "created": 1700000000, "creator": "U02ONCALL7",
         "is_archived": False, "members": [p[0] for p in PEOPLE.values()]}])}  # fmt: skip
    days: dict[str, list[dict[str, object]]] = {}
    thread = ""
    for one in said:
        ts = f"{one.at:.6f}"
        text = one.text.replace("&", "&amp;").replace("<", "&lt;").replace("@here", "<!here>")
        user = PEOPLE.get(one.who, PEOPLE["colleague"])[0]
        entry: dict[str, object] = {"type": "message", "user": user, "text": text, "ts": ts,
                                    "client_msg_id": f"{hash_of(ts)}", "team": "T01"}  # fmt: skip
        if thread and one.role in {"ack", "assumption", "ruled-out"}:
            entry |= {"thread_ts": thread, "parent_user_id": PEOPLE["oncall"][0]}
        elif one.role in {"engineer", "customer"} and rng.random() < 0.6:
            thread = ts
            entry |= {"thread_ts": ts, "reply_count": 2}
        if one.role == "bot":
            entry = {"type": "message", "subtype": "bot_message", "bot_id": "B0ALERT",
                     "username": "Alertmanager", "text": text, "ts": ts}  # fmt: skip
        days.setdefault(utc_z(one.at)[:10], []).append(entry)
    for day, entries in days.items():
        files[f"incidents/{day}.json"] = json.dumps(entries, indent=2)
    if zipped:
        with zipfile.ZipFile(folder / "slack-export.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text)
        return
    for name, text in files.items():
        path = folder / "slack" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def hash_of(text: str) -> str:
    """A made-up message id, the same every time."""
    value = int(text.replace(".", "")) * 0x9E3779B97F4A7C15 & (1 << 128) - 1
    digits = f"{value:032x}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _slack_users() -> list[dict[str, object]]:
    return [
        {"id": uid, "team_id": "T01", "name": name, "deleted": False, "real_name": real,
         "tz": "Africa/Kigali", "is_bot": False,
         "profile": {"real_name": real, "display_name": name, "title": title}}
        for uid, name, real, title in PEOPLE.values()
    ]  # fmt: skip
