"""Sentences that mend the fault, and sentences that say that it is over."""

import re

from mortem.facts.ruling import QUESTION
from mortem.facts.speech import PERSISTS, PROBLEM, RECOVERED, any_of, fails

_RELEASE = r"(?:fix|patch|hotfix|r\d+|v\d[\w.]*|release|rollback|revert|change|rule|config\w*)"
_FIXES = any_of(
    r"roll(?:ed|ing)? ?(?:it |this |that |everything |[\w.-]+ )?back|rollback|revert(?:ed|ing|s)?",
    r"restart(?:ed|ing|s)?|reboot(?:ed|ing)?|bounc(?:ed|ing)|redeploy(?:ed|ing)?",
    r"hot-?fix(?:ed|ing)?|patch(?:ed|ing)|scal(?:ed|ing) (?:up|out|down|back|to|the)",
    r"kill(?:ed|ing)|terminat(?:ed|ing)|fail(?:ed|ing) over|failover",
    r"switch(?:ed|ing) (?:\w+ )?(?:over|to|back|off)|turn(?:ed|ing) (?:\w+ ){0,3}off",
    r"disabl(?:ed|ing)|drain(?:ed|ing)|block(?:ed|ing) (?:the|that|those|their|\d)",
    r"(?:bump|increas|rais|lower|doubl|extend|reduc)(?:ed|ing) (?:the |its |our )?(?:[\w-]+ ){0,2}"
    r"(?:pool|limit|memory|timeout|size|connections|capacity|quota|replicas|max_\w+|workers?|ulimit)",
    r"renew(?:ed|ing)|rotat(?:ed|ing)|mitigat(?:ed|ing|ion)|flush(?:ed|ing)|purg(?:ed|ing)",
    r"clear(?:ed|ing) (?:the )?(?:cache|queue|lock|disk|backlog)",
    r"restor(?:ed|ing) (?:the|from|a|an|our|backup)",
    r"re-?enabl(?:ed|ing)|correct(?:ed|ing)|undid|undone|undoing|reconfigur(?:ed|ing)",
    r"reload(?:ed|ing)|repair(?:ed|ing)|free(?:d|ing) (?:up )?|remov(?:ed|ing)|rebuil(?:t|ding)",
    r"add(?:ed|ing) (?:back )?(?:the |an? |more |another )?(?:index|capacity|instances?|nodes?"
    r"|replicas?|workers?|disk|memory)|put(?:ting)? (?:[\w.-]+ ){1,5}back|recreat(?:ed|ing)",
    r"cancel(?:l?ed|l?ing) (?:the )?(?:migration|job|query|backfill)|abort(?:ed|ing)",
    r"appl(?:ied|ying)|ship(?:ped|ping)|deploy(?:ed|ing)? (?:the |a |an )?(?:fix|hotfix|patch)",
    r"(?:push|merg)(?:ed|ing) (?:the |a |out )*(?:fix|hotfix|patch|change|revert)",
    rf"{_RELEASE}\b[^.!?]{{0,40}}\b(?:is|are|was|has been|went|now|just went) (?:now )?(?:live|out"
    r"|back in|deployed|released|rolled out|in place|applied|in production|shipped|done"
    r"|completed?)",
    r"back on (?:r\d+|v\d|the (?:old|previous))",
    r"trying (?:a |to )?(?:restart|roll|revert|reboot)\w*",
    r"(?:fixed|fixing) (?:the|it|this|by|with|in|a)|with (?:the |a )?fix|fix deployed",
)
_NO_FIX = any_of(
    r"(?:should|shall|could|can|may|do|want|did) (?:we|i|you|someone|anyone)|consider\w*",
    r"(?:before|after) (?:the|a|our|every|each) (?:\w+ )?(?:restart|rollback|reboot|failover)",
    r"(?:no|not|never|without|instead of|don't|didn't) (?:\w+ ){0,2}"
    r"(?:roll|restart|revert|reboot)\w*",
    r"did(?:n't| not) (?:help|work|change|fix|do anything)|no (?:effect|improvement|luck)",
    r"restarts? (?:itself|themselves|in a loop)|keeps? restarting|crash\w*|connections? (?:is|are)",
)
_CONFIRMS = any_of(
    r"confirm(?:ed|ing|s)?|verif(?:ied|ying|y)|closing (?:this|the) incident|stand(?:ing)? down",
    r"incident (?:is )?(?:closed|over)|we(?:'re| are) (?:good|back)|monitoring|keeping an eye",
    r"declar\w+ (?:it |this )?(?:over|resolved)",
)
_NOT_YET = any_of(r"not|\w+n't|until|once|when|if|hope(?:fully)?|should|will|expect\w*|wait\w*")
_AGAIN = any_of(
    r"(?:healthy|works?|working|normal|fine|good|green|up|online|back|stable|flowing|through|in"
    r"|pay|order|buy|log ?in|check ?out|ok|okay) again"
)


def fixes(sentence: str) -> bool:
    """Whether a sentence says that something is done, or was, to mend the fault."""
    if not _FIXES.search(sentence) or QUESTION.search(sentence):
        return False
    return not _NO_FIX.search(sentence)


def confirms(sentence: str) -> bool:
    """Whether a sentence says that users are served again."""
    if PERSISTS.search(sentence) and not _AGAIN.search(sentence):
        return False
    if recovered := RECOVERED.search(sentence):
        return not _NOT_YET.search(sentence[: recovered.start()]) and not QUESTION.search(sentence)
    if PROBLEM.search(sentence):  # "confirmed: r42 is the cause"
        return False
    return bool(_CONFIRMS.search(sentence)) and not fails(sentence)


def announces(sentence: str) -> bool:
    """Whether a sentence only tells of a change as such: a release that goes out, a deploy."""
    return bool(_ANNOUNCES.search(sentence)) and not fails(sentence)


_ANNOUNCES = re.compile(
    r"^\W*(?:releas|deploy|ship|roll|promot|merg|publish|start|finish|migrat)\w*\b"
    r"|\b(?:deploy(?:ed|ment|ing)?|release[ds]?|rollout|rolling out|going out|goes out)\b",
    re.IGNORECASE,
)
