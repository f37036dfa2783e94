"""Reminders of overdue tasks, by e-mail and by webhook; each task once a day."""

import json
import smtplib
import urllib.request
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from email.message import EmailMessage

from mortem.errors import DeskRefused
from mortem.review.desk import Desk
from mortem.review.records import Action, Incident, Person


@dataclass(frozen=True, slots=True)
class Post:
    """Where reminders go: an SMTP server (host, port) and a sender, or a webhook's address."""

    host: str = ""
    port: int = 25
    sender: str = "mortem@localhost"
    user: str = ""
    password: str = ""
    starttls: bool = False
    webhook: str = ""
    base: str = ""  # the desk's own address, for links


def remind(desk: Desk, post: Post, today: date) -> int:
    """Send what is due today; how many tasks were reminded of.

    A task is marked only after its message was handed over, so that a failed send is tried again.
    Raises DeskRefused where the server refuses.
    """
    due: dict[str, list[tuple[Action, Incident]]] = defaultdict(list)
    people = {p.name: p for p in desk.people() if p.active}
    for action, incident_id in desk.overdue(today):
        due[action.owner.strip().casefold()].append((action, desk.incident_by_id(incident_id)))
    sent = 0
    for owner, items in due.items():
        person = people.get(owner)
        seen = [each for each in items if person and desk.sees(person, each[1])]
        told = [each for each in items if each in seen or not each[1].private]
        try:
            reached = _mail(post, person, seen, today) | _hook(post, owner, told)
        except OSError as error:  # smtplib's and urllib's errors are OSErrors
            raise DeskRefused(f"the reminder could not be sent: {error}") from error
        if reached:
            for action, _ in told:
                desk.reminded(action, today)
            sent += len(told)
    return sent


def _mail(
    post: Post, person: Person | None, items: list[tuple[Action, Incident]], today: date
) -> bool:
    if not post.host or person is None or not person.email or not items:
        return False
    message = EmailMessage()
    count = len(items)
    message["Subject"] = f"{count} overdue task{'s' * (count > 1)} from postmortems"
    message["From"], message["To"] = post.sender, person.email
    lines = [
        f"- {action.task} (due {action.due}), from “{incident.title}”"
        + (f"\n  {post.base}/incidents/{incident.slug}" if post.base else "")
        for action, incident in items
    ]
    message.set_content(
        f"As of {today.isoformat()} these are yours and past due:\n\n" + "\n".join(lines) + "\n"
    )
    with smtplib.SMTP(post.host, post.port, timeout=20) as server:
        if post.starttls:
            server.starttls()
        if post.user:
            server.login(post.user, post.password)
        server.send_message(message)
    return True


def _hook(post: Post, owner: str, items: list[tuple[Action, Incident]]) -> bool:
    if not post.webhook.startswith(("http://", "https://")):
        return False
    tasks = [
        {"task": a.task, "due": a.due, "owner": a.owner, "incident": i.slug}
        for a, i in items
        if not i.private
    ]
    if not tasks:
        return False
    body = json.dumps({"text": f"{len(tasks)} overdue for {owner or 'nobody'}", "tasks": tasks})
    request = urllib.request.Request(  # noqa: S310
        post.webhook, body.encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return 200 <= int(answer.status) < 300
