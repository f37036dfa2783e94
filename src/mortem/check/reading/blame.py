"""Sentences that put an outage on a person.

Judged by the shape of the sentence, not by a list of names: somebody (a name, a role) who does
what only people do wrong (forgets, mistypes, neglects), a fault that belongs to somebody
("the intern's mistake", "carelessness of our admin"), a role made small ("a careless developer").
Teams and companies ("we", "the vendor") are not persons. What is denied is not blamed.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mortem.check.phrases import expressions
from mortem.check.wording import own_words
from mortem.document import Document, Sentence

_ROLE = (
    r"(?:developer|engineer|programmer|coder|(?:sys|db|network |system )?admin(?:istrator)?|"
    r"sysadmin|dba|operator|sre|technician|intern|trainee|apprentice|freelancer|contractor|"
    r"colleague|employee|co-?worker|(?:team |staff )?member|manager|student|new hire|newbie|"
    r"rookie|novice|team ?mate|guy|person|individual)"
)
_SMALL = (
    r"(?:careless|negligent|inexperienced|incompetent|sloppy|lazy|junior|newly hired|rogue|"
    r"reckless|untrained|distracted|clumsy|irresponsible|stupid|unskilled|ignorant|tired|"
    r"over-?zealous|inattentive)"
)
_WHICH = r"(?:an?|the|our|one of (?:our|the)|some|another|that|this|their|its)"
_KIND = r"(?:[a-z/-]+\s+){0,2}"
_ROLES = rf"{_WHICH}\s+{_KIND}{_ROLE}"
_SOMEBODY = rf"(?:{_ROLES}s?|someone|somebody)\b(?:\s+(?:in|on|from)\s+(?:[\w-]+\s+){{1,3}}?)?"
_THING = (
    r"(?:We|They|It|He|She|You|I|The|This|That|These|Those|There|Then|Also|But|And|So|Which|Who|"
    r"What|Someone|Nobody|Everyone|Our|Their|His|Her|Its|An?|As|At|In|On|By|For|From|After|Before|"
    r"When|While|Because|Since|Human|Users?|Servers?|Database|Team|Code|Syntax|Type|Engineers?|"
    r"Developers?|Configuration|Config|Root|Page|Network|Internal|Unfortunately|However|Puppet|"
    r"Nginx|Apache|Docker|Kubernetes|Linux|Python|Java|Google|Amazon|Microsoft|Cloudflare|GitHub|"
    r"Hetzner|[A-Z][a-z]+ (?:Team|Inc|Ltd|Corp|Engineering|Support|Service|Server|Database|Cloud))"
)
_NAME = (
    rf"(?-i:(?!{_THING}\b)"
    r"[A-Z][a-z\u00e0-\u00ff]+(?:[ \u00a0][A-Z][a-z\u00e0-\u00ff'-]+)?|@[\w-]+)"
)
_FAULT = (
    r"(?:mistakes?|errors?|fault|carelessness|negligence|oversight|typo|blunder|incompetence|"
    r"inexperience|sloppiness|laziness|inattention|ignorance|misconduct)"
)
_ONLY_PEOPLE = (
    r"(?:forgot(?:ten)?\b|neglected\b|mis-?typed\b|mis-?spel(?:led|t)\b|"
    r"carelessly\b|overlooked\b|messed\b|screwed\b|"
    r"(?:made|committed|introduced)\s+(?:an?|the|this|that|some)\s+(?:\w+\s+){0,2}"
    r"(?:mistake|typo|blunder|oversight|error)|"
    r"(?:was|were|has been|had been|is)\s+(?:\w+\s+)?"
    r"(?:careless|negligent|sloppy|distracted|to blame)\b|"
    r"did(?: not|n['\u2019]t)\s+(?:bother|care|pay attention))"
)
_BY_ROLE = (
    r"(?:(?:had\s+|has\s+)?(?:accidentally|mistakenly|inadvertently|unintentionally|wrongly|"
    r"erroneously|incorrectly|unknowingly)\b|"
    r"failed to (?:check|test|validate|verify|update|review|notice|follow|configure|renew|"
    r"communicate|document|inform|add|set|run|read|remove)\b|"
    r"(?:\w+\s+){1,6}?by (?:mistake|accident)\b|"
    r"(?:broke|ruined|crashed|took down|brought down|caused|deleted the wrong)\b)"
)
_AND_ALSO = r"\s*(?:(?:had|has|who|simply|just|also|our \w+,?)\s+)*"
_SLIPPED = (
    r"[^.;:]{0,90}?\b(?:and|but|then|who)\s+(?:\w+\s+){0,2}?"
    r"(?:never\s+(?:\w+ed|ran|went|told|set|put|took|did|made|got|saw|wrote)|forgot"
    r"|inadvertently|accidentally|mistakenly|unintentionally|neglected|overlooked|"
    r"carelessly)\b"
)
_DID = (
    r"\s+(?:(?:had|has|who|then|also|recently)\s+)*"
    r"(?:pushed|deployed|merged|committed|released|applied|ran|executed|entered|typed|set|changed|"
    r"updated|edited|modified|uploaded|removed|deleted|dropped|renamed|used|wrote|made|introduced|"
    r"added|installed|turned off|disabled|copied|pasted)\b[^.;:]{0,80}?\b(?:wrong|incorrect|faulty|"
    r"untested|buggy|bad|broken|unreviewed|misspelled|typo|mistake|bug|"
    r"without (?:testing|review\w*|approval|permission|telling|notice|following|checking|backup))\b"
)
_MENDED = r"(?![^.;]*\b(?:correct\w*|right|fix\w*|rolled back|revert\w*|restor\w*)\b)"
_CHANGE = (
    r"\b(?:change|commit|deployment|deploy|update|release|migration|script|command|query|code|"
    r"configuration|config|patch)s?\s+(?:that was\s+|was\s+)?(?:made|pushed|merged|deployed|"
    r"committed|written|performed|executed|run|introduced)\s+by\s+"
)
_BROKE = (
    r"[^.;:]{0,60}?"
    r"\b(?:caused|broke|led to|resulted in|brought down|crashed|took down|introduced)\b"
)
_AT_FAULT = (
    r"\s+(?:is|was|were)\s+(?:\w+\s+)?(?:at fault|to blame|responsible for (?:the|this) (?:\w+\s+)?"
    r"(?:outage|incident|downtime|failure|error|mistake|typo|bug))\b"
)
_HELPED = (
    r"(?!s?\s+(?:who\s+|had\s+)?(?:first\s+|also\s+)?(?:noticed|reported|found|discovered"
    r"|detected|saw|"
    r"suggested|confirmed|helped|was|were|joined|investigated|fixed|restored|identified))"
)
_PATTERNS = tuple(
    expressions(pattern)
    for pattern in (
        rf"\b{_WHICH}\s+{_SMALL}\s+{_KIND}{_ROLE}\b{_HELPED}",
        rf"\b{_WHICH}\s+{_KIND}(?:intern|trainee|apprentice|newbie|rookie)\b{_HELPED}",
        rf"\b(?:{_SOMEBODY}){_AND_ALSO}(?:{_ONLY_PEOPLE}|{_BY_ROLE})",
        rf"\b(?:{_SOMEBODY}){_SLIPPED}",
        rf"\b(?:{_SOMEBODY}|{_NAME}){_DID}{_MENDED}",
        rf"{_CHANGE}(?:{_ROLES}\b|{_NAME}){_BROKE}",
        rf"\b(?:{_SOMEBODY}|{_NAME})\s+(?:had\s+)?misconfigured\b",
        rf"(?<![.@\w]){_NAME},?{_AND_ALSO}(?<=\s){_ONLY_PEOPLE}",
        rf"\b(?:{_SOMEBODY}|{_NAME})['\u2019]s?\s+(?:own\s+)?{_FAULT}\b",
        rf"\b{_FAULT}\s+(?:made\s+)?(?:by|of|from|on the part of)\s+"
        rf"(?:{_ROLES}\b|{_NAME}(?=[\s,.;!]|$))",
        r"\b(?:caused|broken|brought down|triggered|introduced|deleted)\s+(?:accidentally\s+)?by\s+"
        rf"{_ROLES}\b",
        r"\b(?:fault|blame|responsib\w+)\b[^.]{0,20}\b(?:lies|lay|falls|fell|rests|goes)\s+"
        rf"(?:with|on|to)\s+(?:{_ROLES}\b|{_NAME})",
        rf"\b(?:{_ROLES}|{_NAME}){_AT_FAULT}",
        r"\bbecause of (?:him|her)\b(?= that| the| we| our|\s*[.,;])",
    )
)
_DENIED = re.compile(
    r"\bblameless|\bno(?:body| one)\b|\bnot (?:to blame|the fault|(?:his|her|their) fault|a |any )|"
    r"\bnot (?:\w+ ){0,3}(?:fault|mistake|to blame)|\bwithout blam|\bneither\b|\bprevent\b|"
    r"\b(?:can|could|may|might|would|should|must|will|if|when(?:ever)?|even if|so that|in case)\b"
    r"(?:\s+[\w'-]+){0,5}\s*$",
    re.I,
)
_HINTS = (
    "mistake", "error", "fault", "careless", "negligen", "oversight", "typo", "blunder",
    "incompet", "experience", "sloppy", "sloppiness", "laz", "ignoran", "forgot", "neglect",
    "mistype", "mis-type", "misspel", "mis-spel", "overlook", "mess", "screw", "distract", "blame",
    "bother", "attention", "accident", "inadvert", "unintention", "wrong", "incorrect",
    "failed to", "broke", "ruined", "crashed", "took down", "brought down", "caused", "responsib",
    "trainee", "apprentice", "newbie", "rookie", "junior", "new hire", "newly hired",
    "rogue", "reckless", "untrained", "clumsy", "stupid", "deleted", "introduced", "triggered",
    "unknowingly", "because of h", "tired", "new ", "never", "faulty", "untested", "buggy",
    "bad ", "broken", "bug", "without", "misconfigured", "unreviewed", "led to", "resulted in",
)  # fmt: skip
_INTERN = re.compile(r"intern\b")
_HUMAN_ERROR = re.compile(r"(?<!any )\b(?:human|operator)[ -]errors?\b", re.I)
_POSSIBLE = re.compile(r"\b(?:can|could|may|might|never|not)\b", re.I)


@dataclass(frozen=True, slots=True)
class Blame:
    """A sentence and the words in it that blame.

    `person` is true where somebody is blamed by name or role, false where it is "human error".
    """

    sentence: Sentence
    quote: str
    person: bool


def find_blame(document: Document) -> tuple[Blame, ...]:
    """Who is blamed, in order; what is asked of people in the measures is no blame."""
    kept = _last.get(id(document))
    if kept is None or kept[0] is not document:
        _last.clear()
        kept = _last[id(document)] = (document, tuple(_blames(document)))
    return kept[1]


_last: dict[int, tuple[Document, tuple[Blame, ...]]] = {}


def _blames(document: Document) -> Iterator[Blame]:
    whole = "\n".join(s.text for s in document.sentences).lower()
    hints = [hint for hint in _HINTS if hint in whole]
    for sentence in document.sentences:
        if sentence.section == "measures" or not _hinted(sentence.text.lower(), hints):
            continue
        quote = _person(own_words(document, sentence))
        if quote:
            yield Blame(sentence, quote, person=True)
            continue
        error = _HUMAN_ERROR.search(own_words(document, sentence))
        if error and not _POSSIBLE.search(sentence.text[: error.start()]):
            yield Blame(sentence, error[0], person=False)


def _hinted(lower: str, hints: Sequence[str]) -> bool:
    """Whether a sentence holds a word of blame at all: most hold none."""
    return any(hint in lower for hint in hints) or _INTERN.search(lower) is not None


def _person(text: str) -> str:
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            words = match[0].strip()
            if not _DENIED.search(text[: match.end()]):
                return words
    return ""
