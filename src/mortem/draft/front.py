"""The front matter: what machines read, in YAML, and the digests of the evidence."""

import re
from collections.abc import Mapping
from typing import Any

import yaml

from mortem.draft.saying import capital, count, percent
from mortem.draft.story import Story
from mortem.draft.summary import verb

START_BLANK = "[to fill: when it began; the access log begins later]"
END_BLANK = "[to fill: when it ended; the access log ends earlier]"
SEVERITY_BLANK = "[to fill: severity]"
_LEVELS = ("critical", "page", "high", "error", "warning", "low", "info")


def title(story: Story) -> str:
    """'POST /pay failed': no numbers but those of a name."""
    what = str(story.worst["route"]) if story.worst else story.service or "The site"
    what = "The site" if story.everywhere else what
    return f"{capital(what)} {verb(story)}"


def identifier(story: Story) -> str:
    """'2026-03-14-post-pay': the day of the onset, and what broke."""
    what = story.discretion.text(str(story.worst["route"]) if story.worst else story.service)
    what = "site" if story.everywhere else what
    words = re.sub(r"[^a-z0-9]+", "-", what.lower()).strip("-") or "outage"
    return f"{story.began:%Y-%m-%d}-{words}"


def front_matter(story: Story, given: Mapping[str, str]) -> str:
    """The block between the dashes, with its dashes; `given` keys that are set win."""
    fact = story.book.known("affected-users")
    users = "[to fill: users affected]"
    if fact and fact["percent"] is not None:
        users = f"{count(fact['affected'])} of {count(fact['active'])} ({percent(fact['percent'])})"
    data: dict[str, Any] = {
        "id": identifier(story),
        "title": story.discretion.text(title(story)),
        "severity": _severity(story),
        "start": START_BLANK if story.early else story.began.isoformat(timespec="milliseconds"),
        "end": END_BLANK if story.late else story.ended.isoformat(timespec="milliseconds"),
        "zone": story.zone,
        "services": services(story) or ["[to fill: services]"],
        "users_affected": users,
        "status": "draft",
        "evidence": [{"file": f.path, "sha256": f.sha256} for f in story.book.files],
    }
    data |= {key: value for key, value in given.items() if value}
    notes = [story.discretion.text(q.text) for q in story.book.quality]
    if notes:
        data["evidence_notes"] = notes
    text = yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000)
    return f"---\n{text}---\n"


def services(story: Story) -> list[str]:
    """The services by name: the ones set, else the ones suspected."""
    if story.services:
        return list(story.services)
    found = [str(c["service"]) for c in story.ranked("suspect-components")]
    if story.blamed:
        found.insert(0, str(story.blamed["service"]))
    return list(dict.fromkeys(name for name in found if name and " " not in name))


def _severity(story: Story) -> str:
    given = {str(a["severity"]).lower() for a in story.items("alerts") if a["of_this_outage"]}
    return next((level for level in _LEVELS if level in given), SEVERITY_BLANK)
