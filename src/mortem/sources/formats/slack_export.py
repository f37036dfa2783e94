"""Slack's export: a folder of channels with a JSON file for each day."""

import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

from mortem.sources import stamps
from mortem.sources.lines import whole
from mortem.sources.people import is_bot_name
from mortem.sources.reader import EventReader, Head
from mortem.sources.records import Fields, Record, loads, records, share
from mortem.sources.rows import Message, Note, Rejected, Row

_TS = re.compile(r"\d{9,11}\.\d{4,7}")
_DAY = re.compile(r"\d{4}-\d\d-\d\d\.json")
_LINK = re.compile(r"<([@#!]?)([^>|]*)(?:\|([^>]*))?>")
# housekeeping of the channel: nobody says anything in it
_SILENT = re.compile(
    r"(?:channel|group)_(?:join|leave|topic|purpose|name|archive|unarchive|convert\w*|posting\w*)"
    r"|(?:un)?pinned_item|bot_(?:add|remove|enable|disable)|tombstone|reminder_add|app_conversation\w*"
    r"|sh_room_\w+|huddle_thread|canvas\w*|message_deleted"
)


class SlackExport(EventReader):
    """A Slack export, zipped or not: `users.json`, `channels.json`, a file a day for each channel.

    `ts` is a decimal string. Ids in the text (`<@U123>`, `<#C123>`) become names, by `users.json`
    beside the channels' folders. A thread is named by its first message's `ts`. Bots' messages are
    marked; what they show in attachments is their text. Joins, topics and the like are records
    without a message, as are the lists of users and channels. There are no lines in such a file:
    `line` counts the records.
    """

    def score(self, head: Head) -> float:
        found = max(share(head, _is_message), share(head, _is_listed))
        opens = head.text.lstrip().startswith("[")
        return found or 0.9 * (opens and '"ts"' in head.text and '"type": "message"' in head.text)

    def read(self, path: Path, label: str) -> Iterator[Row | Rejected | Note]:
        users: Mapping[str, tuple[str, bool]] | None = None
        for record in records(path, label):
            if isinstance(record, Rejected):
                yield record
            elif not _is_listed(record.fields):
                users = _users(path) if users is None else users
                row = _message(record, label, users)
                if row is not None:
                    yield row


def _is_message(fields: Fields) -> bool:
    return fields.get("type") == "message" and bool(_TS.fullmatch(str(fields.get("ts"))))


def _is_listed(fields: Fields) -> bool:
    """An entry of users.json, channels.json or integration_logs.json."""
    name = str(fields.get("id") or fields.get("user_id") or "")
    if not re.fullmatch(r"[UWCGDBF][A-Z0-9]+", name):
        return False
    return bool(
        fields.keys() & {"profile", "members", "real_name", "is_bot", "service_type", "creator"}
    )


def _users(path: Path) -> dict[str, tuple[str, bool]]:
    """Names by id, with whether it is a bot, from the export's lists near the file."""
    names: dict[str, tuple[str, bool]] = {}
    for folder in (path.parent.parent, path.parent):
        for listed in ("users.json", "channels.json"):
            place = folder / listed
            value = loads(whole(place)) if place.is_file() else None
            for item in value if isinstance(value, list) else []:
                if isinstance(item, dict) and item.get("id"):
                    names[str(item["id"])] = (_display(item), bool(item.get("is_bot")))
    return names


def _display(user: Any) -> str:
    if not isinstance(user, dict):
        return ""
    inner = user.get("profile")
    profile = inner if isinstance(inner, dict) else {}
    order = [profile.get("display_name"), profile.get("real_name"), user.get("display_name")]
    order += [user.get("real_name"), user.get("name")]
    return next((str(name) for name in order if name), "")


def _message(
    record: Record, label: str, users: Mapping[str, tuple[str, bool]]
) -> Message | Rejected | None:
    fields = record.fields
    if fields.get("subtype") == "message_changed" and isinstance(fields.get("message"), dict):
        fields = {**fields["message"], "subtype": None}
    stamp = stamps.read(str(fields.get("ts") or ""))
    if stamp is None:
        return Rejected(label, record.line, "no readable ts in the JSON")
    if _SILENT.fullmatch(str(fields.get("subtype") or "")):
        return None
    text = _said(fields, users)
    if not text:
        files = fields.get("files")
        return None if files else Rejected(label, record.line, "a message without text")
    user = str(fields.get("user") or "")
    name, bot = users.get(user, ("", False))
    by = name or _display(fields.get("user_profile")) or _bot_name(fields) or user
    thread = str(fields.get("thread_ts") or "")
    is_bot = bot or fields.get("subtype") == "bot_message" or bool(fields.get("bot_id"))
    return Message(
        stamp.at, by, text, _channel(label), thread, is_bot or is_bot_name(by), label, record.line
    )


def _bot_name(fields: Fields) -> str:
    profile = fields.get("bot_profile")
    inner = profile.get("name") if isinstance(profile, dict) else None
    return str(fields.get("username") or inner or fields.get("bot_id") or "")


def _channel(label: str) -> str:
    path = Path(label)
    return path.parent.name if _DAY.fullmatch(path.name) else path.stem


def _said(fields: Fields, users: Mapping[str, tuple[str, bool]]) -> str:
    parts = [str(fields.get("text") or "")]
    attachments = fields.get("attachments")
    for item in attachments if isinstance(attachments, list) else []:
        if isinstance(item, dict):
            shown = [str(item[key]) for key in ("pretext", "title", "text") if item.get(key)]
            parts += shown or [str(item.get("fallback") or "")]
    text = "\n".join(part for part in parts if part)
    return unescape(_LINK.sub(lambda found: _named(found, users), text)).strip()


def _named(found: re.Match[str], users: Mapping[str, tuple[str, bool]]) -> str:
    sign, target, shown = found[1], found[2], found[3]
    if sign == "@":
        return "@" + (users.get(target, ("", False))[0] or shown or target)
    if sign == "#":
        return "#" + (shown or users.get(target, ("", False))[0] or target)
    if sign == "!":
        return (shown or "").strip() or "@" + target.partition("^")[0]
    return shown or target
