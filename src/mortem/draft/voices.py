"""What people wrote while it lasted, and which of it explains the cause."""

import re
from collections.abc import Iterator
from typing import Any

from mortem.draft.saying import capital, cite
from mortem.draft.story import Item, Line, Story
from mortem.facts.roles import role_of

_SYSTEMS = re.compile(
    r"\b(errors?|fail\w*|deploy\w*|releas\w*|roll\w*|restart\w*|alert\w*|database|db\w*|disk|memory|"
    r"cpu|pools?|connections?|logs?|servers?|instances?|backends?|nginx|cert\w*|dns|time-?outs?|"
    r"\d{3}s?|requests?|traffic|latency|slow\w*|users?|customers?|clients?|tickets?|quer(?:y|ies)|"
    r"locks?|queues?|cache\w*|network|firewall|config\w*|under load|orders?|verified|sql|ms)\b",
    re.I,
)
_ANNOUNCES = re.compile(r"\b(releas|deploy|roll|revert|shipp|going out|is live|back to)\w*", re.I)
_OUTCOME = re.compile(
    r"\b(did ?n[o']t|no effect|not help|made no|still (?:fail|broken)\w*)\b", re.I
)
_EXPLAINS = re.compile(
    r"\b(because|caus\w+|holds?|held|waits? (?:for|in|on)|blocks?|inside|leak\w*|deadlock\w*|"
    r"exhaust\w*|missing|wrong|typo|bug|root cause|due to|since|so (?:that|every|no|the)|never|"
    r"full|locks?|locked|misconfigur\w*|expired)\b",
    re.I,
)


def voices(story: Story) -> Iterator[Line]:
    """What else people wrote near the outage; what other entries say already is left out."""
    told = explanation(story)
    used = list(_used(story))
    for event in story.events("message"):
        plain = " ".join(event["what"].split())
        if not story.near(event["at"]) or any(q in plain or plain in q for q in used):
            continue
        who = capital(story.person(event["who"]))
        inside = story.began <= event["at"] <= story.ended
        if told is not None and event is told:
            best = explaining(plain, story.blamed["ref"] if story.blamed else "")
            said = story.quote(best, longest=60)
            yield Line(event["at"], f"{who} named the cause: {said}.{cite('timeline')}", 0, 7)
        elif _tells(story, event, inside=inside) and len(_weightiest(plain).split()) >= 4:
            said = story.quote(_weightiest(plain))
            after = event["at"] > story.ended and role_of(plain) == "confirming"
            says = f"{who} confirmed it afterwards" if after else who
            yield Line(event["at"], f"{says}: {said}.{cite('timeline')}", 1 if inside else 3, 7)


def _used(story: Story) -> Iterator[str]:
    """The beginnings of the texts that other entries quote."""
    texts: list[Any] = [story.value("detection", "quote"), story.value("resolution", "what")]
    for key, names in (("assumptions", ("text", "ruled_out_by")), ("escalations", ("quote",))):
        texts += [item[name] for item in story.items(key) for name in names]
    for text in texts:
        plain = " ".join(str(text or "").split())
        if len(plain) >= 12:
            yield plain[:40]


def _tells(story: Story, event: Item, *, inside: bool) -> bool:
    """Whether a message belongs to the story: it does something in it, and speaks of systems."""
    text = event["what"]
    if _of_a_change(story, event):
        return False
    names = [str(route["route"]).rpartition("/")[2] for route in story.items("broken-routes")[:3]]
    names += [story.service, str(story.value("detection", "by") or "")]
    touching = touches(text) or any(n and n.lower() in text.lower() for n in names)
    return touching and (inside or role_of(text) in ("confirming", "fixing", "escalating"))


def touches(text: str) -> bool:
    """Whether a message speaks of systems, users or failures rather than of lunch."""
    return bool(_SYSTEMS.search(text))


def _of_a_change(story: Story, event: Item) -> bool:
    """Whether a message only announces a change that has its own entry."""
    return any(
        abs((event["at"] - change["at"]).total_seconds()) <= 60 and change["name"] in event["what"]
        for change in story.events("change")
    )


def _weightiest(text: str) -> str:
    """The sentence of a message that says most: an outcome, figures, else the longest."""
    sentences = re.split(r"(?<=[.!?])\s+", text)

    def weight(sentence: str) -> int:
        figures, outcome = re.search(r"\d", sentence), _OUTCOME.search(sentence)
        return min(len(sentence.split()), 14) + 4 * bool(figures) + 20 * bool(outcome)

    return max(sentences, key=weight)


def explanation(story: Story) -> Item | None:
    """The message that says how the cause worked: it names the change, or gives a reason."""
    ref = story.blamed["ref"] if story.blamed else ""
    guesses = {str(g[n])[:40] for g in story.items("assumptions") for n in ("text", "ruled_out_by")}
    best: tuple[int, Item] | None = None
    for event in story.events("message"):
        text = event["what"]
        late = (event["at"] - story.began).total_seconds()
        if late < 0 or any(g and g in text for g in guesses):
            continue
        score = 2 * bool(ref and ref in text) + len(set(_EXPLAINS.findall(text)))
        if _EXPLAINS.search(text) and score >= 2 and (best is None or score > best[0]):
            best = (score, event)
    return best[1] if best else None


def finding(story: Story) -> str:
    """What a responder found about the change to blame, short of explaining it; "" for nothing."""
    ref = story.blamed["ref"] if story.blamed else ""
    for event in story.events("message"):
        inside = story.began <= event["at"] <= story.ended
        if not ref or not inside or ref not in event["what"]:
            continue
        sentences = re.split(r"(?<=[.!?])\s+", " ".join(event["what"].split()))
        best = next((s for s in sentences if ref in s), "")
        if len(best.split()) >= 4 and not _ANNOUNCES.search(best):
            who = capital(story.person(event["who"]))
            return f"{who} found: {story.quote(best)}.{cite('timeline')}"
    return ""


def explaining(text: str, ref: str) -> str:
    """The sentence of a message that explains most."""
    sentences = re.split(r"(?<=[.!?])\s+", " ".join(text.split()))
    return max(sentences, key=lambda s: len(set(_EXPLAINS.findall(s))) + bool(ref and ref in s))
