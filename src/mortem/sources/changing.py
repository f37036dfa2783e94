"""The words in which tools say what kind of change was made, and whether it began or ended."""

import re

_KINDS = (
    ("rollback", r"roll(?:ed|ing)?[ _.-]?back|revert(?:ed|ing)?|undo"),
    ("restart", r"restart(?:ed|ing)?|reboot(?:ed)?|bounced?|recycled?|power[ _-]?cycled?"),
    ("migration", r"migrat(?:e|ed|ion|ions|ing)|schema(?:[ _-]change)?|ddl"),
    (
        "flag",
        r"(?:feature[ _-]?)?(?:flag|toggle|flip)(?:ged|[ _-]?change)?d?|experiment"
        r"|kill[ _-]?switch",
    ),
    (
        "config",
        r"config(?:uration)?s?|settings?|parameters?|reload(?:ed)?|env(?:ironment)?[ _-]?var\w*"
        r"|dns|cert(?:ificate)?",
    ),
    (
        "deploy",
        r"deploy(?:ed|ment|ing|s)?|releas(?:e|ed|ing)|roll(?:ed|ing)?[ _-]?out|promot(?:e|ed|ion)"
        r"|ship(?:ped)?|publish(?:ed)?|upgraded?",
    ),
    ("commit", r"commit(?:ted)?|merged?|push(?:ed)?"),
    (
        "other",
        r"scal(?:e|ed|ing)|autoscal\w*|failover|maintenance|infra(?:structure)?|change"
        r"|patch(?:ed)?",
    ),
)
_PATTERNS = tuple(
    (kind, re.compile(rf"(?:^|[\W_])(?:{words})(?=$|[\W_])", re.IGNORECASE))
    for kind, words in _KINDS
)
_SUCCESS = (
    r"finish(?:ed)?|complet(?:e|ed|ion)|succe(?:ss|eded|ssful)|done|ok|end(?:ed)?|live|passed"
)
_FAILURE = r"fail(?:ed|ure)?|error(?:ed)?|abort(?:ed)?|cancel(?:l?ed)?|timed?[ _-]?out"
_BEGIN = (
    r"start(?:ed|ing)?|begin|began|begun|in[ _-]progress|pending|queued|running|initiated"
    r"|trigger(?:ed)?|created|requested"
)
_ENDS = re.compile(rf"(?:^|[\W_])(?:(?P<good>{_SUCCESS})|(?P<bad>{_FAILURE}))$", re.IGNORECASE)
_BEGINS = re.compile(rf"(?:^|[\W_])(?:{_BEGIN})$", re.IGNORECASE)


def kind_of(text: str) -> str:
    """deploy, rollback, restart, config, migration, flag, commit or other; "" where none is named.

    Where several are named, the one that undoes or interrupts comes before the plain deploy.
    """
    return next((kind for kind, pattern in _PATTERNS if pattern.search(text)), "")


def undoes(text: str) -> bool:
    """Whether a message begins by saying that something is rolled back or reverted."""
    return (
        re.match(r"\s*(?:roll(?:ed|ing)?[ -]?back|rollback|revert)", text, re.IGNORECASE)
        is not None
    )


def phase_of(text: str) -> str:
    """Whether an event's name ends by saying "start", "success" or "failure"; else ""."""
    text = text.strip()
    if found := _ENDS.search(text):
        return "success" if found["good"] else "failure"
    return "start" if _BEGINS.search(text) else ""
