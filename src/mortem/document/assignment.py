"""Text of the assignment that was left in: headings' hints and questions, not answers."""

import re
from functools import lru_cache

# What the format asks, in the words in which it is usually handed out.
_ASKED = (
    "issue summary that is often what executives will see must contain",
    "duration of the outage with start and end times including timezone",
    "what was the impact what service was down slow what were user experiencing how many of the "
    "users were affected",
    "what was the root cause",
    "timeline format bullet point time keep it short 1 or 2 sentences must contain",
    "when was the issue detected",
    "how was the issue detected monitoring alert an engineer noticed something a customer "
    "complained",
    "actions taken what parts of the system were investigated what were the assumption on the root "
    "cause of the issue",
    "misleading investigation debugging paths that were taken",
    "which team individuals was the incident escalated to",
    "how the incident was resolved",
    "root cause and resolution must contain",
    "explain in detail what was causing the issue",
    "explain in detail how the issue was fixed",
    "corrective and preventative measures must contain",
    "what are the things that can be improved fixed broadly speaking",
    "a list of tasks to address the issue be very specific like a todo example patch nginx server "
    "add monitoring on server memory",
    "write a postmortem using one of the web stack debugging project issue or an outage you have "
    "personally face",
    "most of you will never have faced an outage so just get creative and invent your own",
    "be brief and straight to the point between 400 to 600 words",
    "while postmortem format can vary stick to this one so that you can get properly reviewed by "
    "your peers",
    "add humor a pretty diagram or anything that would catch your audience attention",
    "please remember that these blogs must be written in english to further your technical ability "
    "in a variety of settings",
)


@lru_cache(maxsize=1)
def _asked() -> tuple[frozenset[str], ...]:
    return tuple(frozenset(line.split()) for line in _ASKED)


@lru_cache(maxsize=1)
def _all_asked() -> frozenset[str]:
    return frozenset().union(*_asked())


@lru_cache(maxsize=4096)
def is_pasted(text: str) -> bool:
    """Whether a sentence is (a part of) the assignment rather than the author's own."""
    words = re.findall(r"[a-z0-9]+", text.lower())
    if len(words) < 4 or len(words) > 60:
        return False
    own = frozenset(words)
    if len(own & _all_asked()) < max(4, 0.88 * len(own)):
        return False
    asks = words[0] in ("what", "how", "when", "which", "why", "explain")
    return any(_alike(own, asked, asks) for asked in _asked())


def _alike(own: frozenset[str], asked: frozenset[str], asks: bool) -> bool:
    shared = len(own & asked)
    if shared < 4 or shared < 0.88 * len(own):
        return False
    return asks or len(own) >= 7 or shared >= 0.75 * len(asked)
