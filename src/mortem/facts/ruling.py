"""Sentences that name a suspect, and sentences that clear one."""

import re

from mortem.facts.speech import PERSISTS, PROBLEM, RECOVERED, any_of, fails, subjects

QUESTION = re.compile(r"\?\s*[\"')\]]*$")
REQUEST = any_of(
    r"(?:can|could|would|will) (?:you|someone|somebody|anyone)|please|help",
    r"need (?:you|your|eyes|help|a hand)",
)

_HEDGE = any_of(
    r"(?:look|seem|sound|appear|smell|feel)(?:s|ed)? (?:(?:very |a lot |more |much |kind of )*like"
    r"|to be|as if|as though|related)",
    r"suspect(?:s|ed|ing)?|suspicion|(?:my|our) (?:guess|theory|hunch|bet|hypothesis|money)",
    r"(?:i|we)(?:'m| am| are|'re)? (?:think(?:ing)?|believ(?:e|ing)|guess(?:ing)?|assum(?:e|ing)"
    r"|bet|reckon|figure|thought|wonder(?:ing)?|fear)",
    r"(?:first|initial|my|our) (?:thought|idea|suspicion|impression)|(?:everyone|they) thinks?",
    r"thinking|seems?|appears?|guess(?:ing)?|theory|hypothes[ie]s|assum(?:e|ed|ing|ption)",
    r"probabl[ey]|maybe|perhaps|wondering (?:if|whether|about)|what if",
    r"i(?:'ve| have)(?: got)? (?:a|the|this|that) (?:\w+ )?(?:feeling|hunch|sense)|gut (?:feeling"
    r"|says)",
    r"(?:pretty|fairly|quite|almost|reasonably|rather|90 ?%) (?:sure|certain|confident)|convinced",
    r"put(?:ting)? (?:it|this|that) down to|pin(?:ning)? (?:it|this|that) on|(?:chances|odds) are",
    r"i'd (?:say|bet|guess|blame|look at|suspect)|if i had to (?:guess|bet)|leaning toward\w*",
    r"(?:hallmarks?|signs?|symptoms?|smell) of|reminds? me of|same (?:pattern|symptoms?|thing) as",
    r"(?:could|can) (?:it|this|that) (?:be|come)|(?:prime|main|top|first|number one) suspect",
    r"candidates?|classic|typical|accus(?:e|ing)|smelling|gotta be|fishy|(?:i|we) fear"
    r"|always (?:dns|the)",
    r"wager|(?:obvious|likeliest|likely|simplest|natural|usual|plausible) (?:explanation"
    r"|suspects?|cause"
    r"|answer|culprits?|candidates?)|first place (?:i'd|to) look|(?:could|might) explain",
    r"possibl[ey]|presumabl[ey]|likel(?:y|iest)|apparently",
    r"(?:might|may|could|must) (?:well )?(?:be|have)|has to be|wonder if",
    r"point(?:s|ing)? (?:at|to|towards?)|blam(?:e|ing)|suspicious|same as last",
)
_ASKS = re.compile(
    r"^(?:is|are|was|could|might|maybe|do we|did)\b|\b(?:again|issue|problem)\b|^[\w -]{2,30}\?",
    re.IGNORECASE,
)
_GOOD = (
    r"fine|healthy|ok|okay|green|clean|normal(?:ly)?|idle|innocent|happy|good|unaffected|nominal"
    r"|quiet|bored|flat|not loaded|within limits|as usual"
)
_WELL = any_of(_GOOD)


def assumes(sentence: str) -> bool:
    """Whether a sentence names a suspect with a hedge, or asks whether it is one."""
    problem = PROBLEM.search(sentence)
    if not problem and not subjects(sentence):
        return False
    if RECOVERED.search(sentence) and not problem:
        return False
    if QUESTION.search(sentence):
        return bool(_ASKS.search(sentence)) and not REQUEST.search(sentence)
    hedge = _HEDGE.search(sentence)
    if hedge is None:
        return False
    behind = sentence[hedge.end() : hedge.end() + 40].split(",", maxsplit=1)[0]
    return not _WELL.search(behind)  # 'looks like it is fine' suspects nothing


_SAYS_SO = any_of(
    r"rul(?:e[sd]?|ing) (?:\w+ ){0,4}out|exclud(?:e[sd]?|ing)|eliminat(?:e[sd]?|ing)|exonerat\w+",
    r"doubt(?:s|ed)? (?:it|that|this)\w*|red herring|false (?:lead|trail|alarm)|dead end",
    r"wrong (?:track|tree|lead|theory)",
    r"nothing to do with|unrelated|innocent|off the hook|was wrong about|in the clear",
    r"not (?:related|caused by|due to|because of|responsible|to blame)",
    r"(?:theory|hypothesis|guess|suspicion) (?:was|is) (?:wrong|out|dead|off)",
    r"(?:is|are|was|were|it'?s|that'?s)(?:n't| not) (?:the |a |an |our |at )*(?:root )?"
    r"(?:cause|culprit|problem|issue|fault|reason|bottleneck|it(?= *(?:$|[,.:;!(-]|either|then)))",
    r"(?:scratch|strike) (?:that|this|it)|cross(?:ed|ing)? [^.!?]{1,40} off|off (?:the|our"
    r"|my) (?:list|table)",
    r"(?:theory|idea|suspicion|hypothesis|guess) (?:doesn't|does not|didn't|did not) (?:hold|fit"
    r"|work)",
    r"(?:theory|idea|suspicion|hypothesis|guess) (?:is |was )?(?:busted|disproved|disproven|gone"
    r"|dead)",
    r"(?:does|do|did|would|can)(?:n't| not) explain|(?:dismiss|discard|disprov)(?:ed|ing|en)",
    r"not to be (?:the|a|our)|no longer a suspect",
    r"not (?:the |a )?(?:right )?(?:suspect|place to look)|wasn't (?:it|that)|barking up|misled us",
    r"not (?:our|the|a) (?:problem|issue|bottleneck|cause)|chang(?:es|ed) nothing|(?:makes"
    r"|made) no difference",
    r"clear(?:s|ed) (?:the )?(?:database|db|network|provider|cache|dns|load|proxy|hosts?)",
)
_UNDECIDED = any_of(r"(?:can(?:no|')t|cannot|not) (?:yet )?(?:rule|exclude|eliminate)")
_ARTICLES = r"(?:the |a |an |our |any |caused by |about |down to )*"
_WHAT = r"[\w/]+(?:[ -][\w/]+){0,2}"
_NOT = (
    re.compile(
        r"(?:^|[\s,:(-])(?:not|hardly|unlikely(?: to be)?) (?:be |look like |on )*"
        rf"{_ARTICLES}(?P<what>{_WHAT})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b(?:is|was|are|were|ca|can|could|wo|would)(?:n't| not)(?: be)? {_ARTICLES}"
        rf"(?P<what>{_WHAT})",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:do|does|did)(?:n't| not) (?:look like|seem (?:to be|like)"
        r"|(?:think|believe) (?:it'?s|it is|this is|that'?s)) "
        rf"{_ARTICLES}(?P<what>{_WHAT})",
        re.IGNORECASE,
    ),
)
_NOT_THEM = re.compile(
    r"\b(?:(?:so|thus|definitely|clearly)?,? ?not|(?:is|was|'s)(?:n't| not)) (?:them|it|that"
    r"|theirs)"
    r"[.!]*$",
    re.I,
)
_OPENING = re.compile(
    r"^(?:(?:ok(?:ay)?|no(?:pe)?|hm+|right|so|well|update|fyi|and|but|also|actually|false alarm"
    r"|turns out|(?:just |re)?checked(?: that| it)?|confirmed|verified|looked at it|good news)"
    r"\b[,:.! -]+|(?:i|we|they) (?:can )?(?:confirm|verified|checked)(?: that)? )+",
    re.IGNORECASE,
)
_IS_WELL = re.compile(
    r"^(?P<what>[^,;:]{2,60}?) (?:is|are|was|were|looks?|seems?|appears?|stays?|stayed|remains?"
    r"|has been|answers?|responds?|resolves?|works?|runs?|performs?|behaves?|replies|returns?)"
    r"(?: all| perfectly| completely| quite| both| otherwise| totally| pretty| very| just)*"
    rf" (?:to be )?(?:{_GOOD}|up|well|correctly|properly|as expected|in order|responsive|fast"
    r"|quickly|instantly|free of errors|empty|steady|stable|below \d+|under \d+|at \d+ ?%"
    r"|valid(?: until)?|reachable|available|operational)\b(?!\s+(?:to|again))"
    r"|^(?P<checks>[^,;:]{2,60}?) checks? out\b"
    r"|^no (?:errors?|lock waits?|slow queries|packet loss|locks?|alarms?|changes?|incident)\b"
    r"[^,;]*? (?:on|in|at|from|of) (?P<none>[^,;]+)"
    r"|^nothing (?:unusual |odd |suspicious |wrong |abnormal |interesting )?(?:on|in|at|with|from)"
    r" (?P<nothing>[^,;.]+)",
    re.IGNORECASE,
)
# "the database is not responding": the suspect itself fails
_CLAUSE = re.compile(r"[,;]|: | - ")
_FAILS_ITSELF = re.compile(
    r"(?:not|n't) (?:yet )?(?:be(?:ing)? )?(?:able|respond|answer|reach|work|load|accept|start"
    r"|com(?:e|ing)|connect|available|healthy|ready)",
    re.IGNORECASE,
)
_USERS = any_of(
    r"site|shop|everything|all (?:users?|customers?|good|clear|green)|we|users?|customers?",
    r"checkout|it|now|again",
)
_NOTHING = any_of(
    r"(?:everything|all) (?:is |looks? )?(?:up|fine|okay|ok|green|good|normal) (?:on|at) their \w+",
    r"nothing (?:wrong|unusual|odd|suspicious|abnormal|strange|interesting|to see)",
    r"(?:have|has|having|reports?|reported|shows?|sees?|is|are|was|it's) no (?:known )?"
    r"(?:incidents?|issues?|problems?|outages?|disruptions?|ddos|attack|\w+ (?:problem|issue))",
)


def cleared(sentence: str) -> frozenset[str] | None:
    """The suspects that a sentence clears; None where it clears none.

    Empty where it says that something is not the cause without naming it in known words.
    """
    if PERSISTS.search(sentence) and RECOVERED.search(sentence):
        return None
    if _SAYS_SO.search(sentence):
        return None if _UNDECIDED.search(sentence) else subjects(sentence)
    for pattern in _NOT:
        for found in pattern.finditer(sentence):
            about = subjects(found["what"])
            if about and not _FAILS_ITSELF.search(sentence):
                return about
    if _NOT_THEM.search(sentence) and subjects(sentence):
        return subjects(sentence)
    nothing = _NOTHING.search(sentence)
    if nothing and subjects(sentence) and not _USERS.search(sentence.replace(nothing[0], "")):
        return subjects(sentence)
    clauses = [_OPENING.sub("", clause.strip()) for clause in _CLAUSE.split(sentence)]
    well = next(filter(None, map(_IS_WELL.search, clauses)), None)
    if not well or QUESTION.search(sentence) or _USERS.search(sentence):
        return None
    return subjects(next(group for group in well.groups() if group)) or None


_MEASURED = re.compile(
    r"(?P<part>\d+(?:\.\d+)?) ?(?:of|/|out of) ?(?P<whole>\d+)\b|(?P<share>\d+(?:\.\d+)?) ?%"
    r"|(?P<quick>\b(?:in|within|under|below|at|about|around) \d+(?:\.\d+)? ?ms)\b",
    re.IGNORECASE,
)
_STEADY = any_of(
    _GOOD,
    r"clean|unchanged|steady|stable|plenty|untouched|empty|valid|reachable|responsive|operational",
    r"(?:has|have|is|are|does|did|do)(?:n't| not) (?:chang|grow|gr[eo]w|mov|increas|ris|spik"
    r"|drop)\w*",
    r"same as (?:yesterday|usual|before|always|last)|no (?:change|spike|peak|increase|difference"
    r"|sign)\w*",
    r"nothing (?:unusual|new|there|special)|as (?:always|usual|before)|not (?:loaded|busy|full"
    r"|high)",
)
MUCH = 80.0  # percent: what is used to that degree is not well


def vouches(sentence: str) -> frozenset[str]:
    """The suspects that a sentence shows to be well, by a word or a measured value.

    Weaker than `cleared`: it rules a suspect out only where it is under suspicion already. A share
    of 80 % and more, a hedge, or a word of failure vouches for nothing.
    """
    if QUESTION.search(sentence) or _HEDGE.search(sentence):
        return frozenset()
    measured = list(_MEASURED.finditer(sentence))
    for found in measured:
        whole = float(found["whole"] or 0)
        share = 100 * float(found["part"]) / whole if whole else float(found["share"] or 0)
        if share >= MUCH:
            return frozenset()
    if not (measured or _STEADY.search(sentence)) or fails(sentence):
        return frozenset()
    return subjects(sentence)
