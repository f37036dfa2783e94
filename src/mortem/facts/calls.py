"""Sentences that bring in someone else, and whom."""

import re

from mortem.facts.ruling import REQUEST
from mortem.facts.speech import any_of

_TEAM = (
    r"(?:team|crew|squad|group|on-?call|dbas?|sres?|ops|engineers?|developers?|devs?|admins?"
    r"|support|vendor|provider|folks|people|guys|lead|manager|specialists?|experts?|owners?)"
)
_PULLS = (
    r"(?:pull(?:ed|ing)?|bring(?:ing)?|brought|loop(?:ed|ing)?|rop(?:ed|ing)?|drag(?:ged|ging)?)"
)
_GETS = r"(?:get(?:ting)?|got|add(?:ed|ing)?|invit(?:e|ed|ing)|call(?:ed|ing)?|want|need)"
_TELLS = (
    r"(?:contact|call|phon|ring|rung|wok|notif|alert|inform|ping|engag|involv|ask|wak|summon"
    r"|messag|request"
    r"|tell)\w*|reach(?:ed|ing)? out to|told|rang"
)
_OVER = (
    r"hand(?:ing|ed|s)? (?:it |this |that |things )?(?:(?:over|off|across)(?: (?:it|this))? to"
    r"|to (?=\w))"
    r"|pass(?:ing|ed) (?:it|this|that)?\s?(?:on |over |along )?to|^over to"
    r"|(?:transferr?|(?:re)?assign|rout|forward|referr?)(?:ed|ing) (?:it |this |the \w+ )?to"
)
_CASE = (
    r"(?:open|rais|fil|creat|logg?)(?:ed|ing|e)? (?:a |an )?(?:\w+ ){0,2}"
    r"(?:ticket|case|p1|sev ?1|incident)\b[^.!?]{0,20}\b(?:with|to|at)"
)
_IN = (
    r"(?:in\b|into (?:the )?(?:call|channel|bridge|incident)|on (?:the )?(?:call|bridge)|involved)"
)

_ESCALATES = any_of(
    r"escalat(?:e|ed|es|ing|ion)|(?:paging|paged)(?! (?:for|by|about|at|into|through))",
    r"(?:please|to|will|let'?s|i'?ll|should) page (?:the |@|out )?\w",
    rf"(?:{_OVER})|{_CASE}",
    rf"{_PULLS}\b[^.!?]{{0,40}}? {_IN}",
    rf"{_GETS} [^.!?]{{0,40}}?(?:@\w+|\b{_TEAM})\b[^.!?]{{0,12}} {_IN}",
    rf"(?:{_TELLS}) (?:up )?(?:the |our |for |to )*[\w /@-]{{0,30}}?\b{_TEAM}",
    r"(?:call|bring|brought|get|got|tak|rop|loop|dial)(?:ed|ing|ting|ping)? in (?=@|the |our "
    r"|some)",
    r"(?:need|want|request|asking for|waiting for)\w* (?:the |a |an |some |someone |somebody "
    rf"|help |eyes |from )+[\w /-]{{0,25}}?\b{_TEAM}",
    r"this (?:one )?is (?:for|yours)|(?:someone|somebody) from (?:the )?[a-z]+",
    rf"(?:{_PULLS}|{_GETS}) [^.!?]{{1,40}}? (?:to|on|onto|into) (?:the|this|a|our)"
    r" (?:call|bridge|channel|incident|war ?room|phone|line)",
    r"(?:rais|upgrad|bump|promot)(?:ed|ing) (?:it |this |that |the incident )?to (?:a )?"
    r"(?:sev(?:erity)?|prio(?:rity)?|p)[ -]?\d",
    r"(?:asked|asking|got|found|woke|waking) [^.!?]{1,30} (?:to (?:join|help|look|take (?:over"
    r"|a look))"
    r"|for help|to assist|out of bed)|needs? (?:another|more|a second) pairs? of eyes",
    r"(?:beyond|above|over|out of) (?:me|my (?:head|depth|pay grade|league))|(?:second|third|2nd"
    r"|3rd)"
    r"[- ](?:level|line|tier)|war ?room",
    r"(?:request|ask|need|want)\w* (?:for )?(?:some )?help from|rais(?:ed|ing) (?:it|this) with",
    r"(?:called|rang|phoned|paged) [A-Z]\w+\b[^.!?]{0,40}\b(?:join\w*|coming|on (?:his|her) way)",
)
_PAGES = re.compile(
    r"^page (?:the |@)\w|(?:" + _TELLS + r") @\w|\b(?:paging|paged) @", re.IGNORECASE
)
_MENTION = re.compile(r"(?<![\w.])@(?P<who>[A-Za-z][\w.-]*)")
_DECLINES = any_of(
    r"(?:no need to|not|don't|didn't|without|before|instead of|might|de-?)[\w ]{0,12}escalat\w*"
)
# customers "call in", support "gets tickets": nobody is brought in
_OUTSIDE = any_of(
    r"(?:customers?|users?|clients?|shoppers?)\b[^.]{0,20}\b(?:call|ask|tell|told|contact|email)\w*"
)

_STOP = (
    r"(?!(?:for|to|now|as|since|because|and|about|on|with|who|please|at|in|is|from|they|so"
    r"|after)\b(?!-))"
)
_TO_ANY = re.compile(
    rf"\b(?:escalat\w+(?: (?:this|it|that))?(?: (?:on|over|up))? to|{_OVER}|paging|paged|page"
    rf"|(?:pull|loop|call|bring|rop)\w* in|{_CASE})"
    rf" (?:the |our |an? )?@?{_STOP}(?P<who>[A-Za-z][\w&/.-]*(?: {_STOP}[\w&/-]+){{0,3}})"
    rf"|\b{_PULLS} (?:the |our |an? )?@?(?P<mid>[A-Za-z][\w&/-]*(?: [\w&/-]+){{0,2}}?) in\b",
    re.IGNORECASE,
)
_TO_TEAM = re.compile(
    rf"\b(?:to|with|in|from|for|{_PULLS}|{_GETS}|{_TELLS})"
    r" (?:out to |help from |someone from |somebody from |up |in )?(?:the |our |an? )?"
    rf"(?P<team>(?:(?!the\b)[\w/&.-]+ ){{0,2}}?{_TEAM}\b(?: (?:team|on-?call|engineers?|lead))?)",
    re.IGNORECASE,
)


_OF_TEAM = re.compile(
    rf"(?:@[\w.-]+|\b[A-Z]\w+|\b(?i:someone|somebody|one))(?: [A-Z]\w+)? (?:from|of|in) "
    rf"(?:the |our )?(?:(?P<team>(?:[\w/&.-]+ ){{0,2}}?{_TEAM}\b)"
    rf"|(?P<named>[A-Z]\w+)\b(?! \w+ team))"
)


def escalates(sentence: str) -> bool:
    """Whether a sentence brings in someone else: escalates, pages, hands over, asks for help."""
    if _DECLINES.search(sentence) or _OUTSIDE.search(sentence):
        return False
    if _ESCALATES.search(sentence) or _PAGES.search(sentence):
        return True
    return bool(_MENTION.search(sentence) and REQUEST.search(sentence))


def target(sentence: str) -> str:
    """The team or person that a sentence brings in, as written without its article; or "".

    Of somebody from a team it is the team.
    """
    if of_team := _OF_TEAM.search(sentence):
        return (of_team["team"] or of_team["named"]).strip()
    if mention := _MENTION.search(sentence):
        return mention["who"].rstrip(".-")
    exact, team = _TO_ANY.search(sentence), _TO_TEAM.search(sentence)
    if exact and (team is None or exact.start() <= team.start()):
        return (exact["who"] or exact["mid"]).strip(" .")
    return team["team"].strip() if team else ""
