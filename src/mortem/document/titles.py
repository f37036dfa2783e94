"""The words of section headings, and the kind of section they name."""

import re
import unicodedata
from functools import lru_cache
from unicodedata import combining

_WORDS = re.compile(r"[a-z]+(?:'[a-z]+)?")
_KEYS = {
    "measures": (
        r"corrective|corrections?|preventi?ve|preventati?ve|preventions?|measures|action items",
        r"action points|action plan|follow[- ]?ups?|next steps|improvements?|recommendations?",
        r"lessons|takeaways|future actions|to[- ]?dos?|tasks|moving forward|going forward",
        r"^(?:[0-9]+ )?(?:resulting |planned |remaining |agreed )?actions?(?: list| taken next)?$"
        r"|counter ?measures|safeguards?|next time|never again|remedial|commitments?|promises?",
        r"what (?:we|i) (?:are|am|will|would|plan|intend|learn\w*|want|should|must|have to"
        r"|need|owe)",
        r"what(?:'s| is| comes| happens| will happen| changes?) next|what (?:will|must|should|can) "
        r"(?:we |i |be |change)|how (?:do|will|can|to|are) (?:we "
        r"|i )?(?:going to )?(?:prevent|avoid)",
        r"mesures|correcti(?:ves|vas|fs)|medidas|acciones|acoes|massnahmen|lecciones|lecons|licoes",
    ),
    "timeline": (
        r"time[ -]?lines?|chronolog\w+|sequence of events|events? log|incident log",
        r"course of events|order of events|what happened when|log ?book|diary|play by play",
        r"(?:minute|hour|step|blow) by (?:minute|hour|step|blow)|chronik|zeitleiste|ablauf",
        r"how (?:it|this|things|everything|(?:the|that|our) [a-z]+)(?: all)? (?:went|unfold\w*|"
        r"developed|happened|played out|evolved|came about)|how (?:we|i) (?:got there|found)",
        r"(?:the|our) (?:night|day|hunt|story|search|investigation)$|as it happened",
        r"chronologie|cronologia|linea de(?:l)? tiempo|linha do tempo|deroulement",
    ),
    "cause": (
        r"root[- ]?causes?|causes?|resolutions?|what went wrong|fix|fixes|solutions?|diagnosis",
        r"root analysis|recovery|causation|mitigation|remediation|whys?|explanation|repairs?",
        r"what broke|what (?:was|is) (?:wrong|broken|behind)|(?:was|is) behind|culprits?",
        r"how (?:we|i|it was|it got|they) (?:\w+ )?(?:fix\w*|repair\w*|solv\w+|resolv\w+"
        r"|mend\w*|got out)",
        r"causas?|ursachen?|resolucion|resolucao|solucion|solucao|losung|behebung",
    ),
    "summary": (
        r"summary|summaries|overview|synopsis|abstract|what happened(?! when| next| minute"
        r"| hour| step)|tl;?dr|in short",
        r"introduction|in brief|at a glance|recap|in a nutshell|short version|problem statement",
        r"resume(?:n)?(?! of)|resumo|sommaire|synthese|zusammenfassung|sintesi",
    ),
}
KEYS = {kind: re.compile(rf"\b(?:{'|'.join(lines)})\b") for kind, lines in _KEYS.items()}
# Headings beside a section's own that still belong to it, at whatever level they stand.
PARTS = {
    "summary": re.compile(
        r"\b(?:duration|impact|affected|scope|severity|symptoms?|start|end|date|when|what users)\b"
    ),
    "timeline": re.compile(
        r"\b(?:detect\w*|escalat\w*|actions? taken|investigat\w*|mislead\w*|debugging paths?"
        r"|assumptions?|response|findings|wrong paths?|how it was|troubleshooting)\b"
    ),
    "cause": re.compile(
        r"\b(?:contributing|factors?|trigger|technical|details?|explanation|actions? taken)\b"
    ),
}
_VOCABULARY = frozenset(
    """a an and or of the for to with in our on at s is was its i ii iii iv v step part section
    issue issues incident outage postmortem post mortem report executive brief short summary
    summaries overview synopsis abstract introduction timeline timelines time line chronology
    sequence order course events event log root cause causes causation analysis resolution
    resolutions recovery fix fixes solution solutions detailed details detail explanation corrective
    correction corrections preventive preventative prevention preventions measure measures action
    actions item items points follow up ups followup next steps improvement improvements
    recommendation recommendations lessons learned learnt takeaways tasks task todo list future plan
    plans taken what happened went wrong we will did do it how resolved impact detection full
    general technical mitigation remediation main primary underlying web stack debugging debug key
    investigation problem description problems moving going forward must contain""".split()  # noqa: SIM905
)


@lru_cache(maxsize=1024)
def plain(text: str) -> str:
    """Lower-case words without emoji, numbers' dots and marks."""
    lower = text.lower().replace("&", " and ").replace("\u2019", "'")
    if not lower.isascii():
        lower = "".join(c for c in unicodedata.normalize("NFKD", lower) if not combining(c))
    return " ".join(re.sub(r"[^a-z0-9;' -]", " ", lower).split())


@lru_cache(maxsize=1024)
def kind_of(text: str) -> str:
    """The kind of section that a heading's words name; "" for none."""
    words = plain(text)
    if re.match(r"(?:issue|incident)\b", words) and "summary" in words and "timeline" not in words:
        return "summary"
    places = [
        (match.start(), kind) for kind, pattern in KEYS.items() if (match := pattern.search(words))
    ]
    if not places:
        return ""
    kinds = {kind for _, kind in places}
    if kinds == {"cause", "measures"} and not re.search(r"\b(?:causes?|resolution)\b", words):
        return "measures"
    return min(places)[1]


def is_spelled(text: str) -> bool:
    """Whether a line is made of the words of section headings; one in four may be misspelt."""
    bare = re.sub(r"\([^()]*\)", " ", text).rstrip(" *_")
    if bare.endswith((".", "!", ",", ";")):
        return False
    words = _WORDS.findall(plain(bare))
    known = sum(word in _VOCABULARY for word in words)
    return 0 < len(words) <= 9 and known >= (len(words) if len(words) < 4 else 0.75 * len(words))


def is_title(text: str) -> bool:
    """Whether a plain line can only be the heading of a section: "Issue Summary", "TIMELINE:"."""
    return len(text) < 80 and is_spelled(text) and kind_of(text) != ""
