"""Sentences that mend the fault, and sentences that say that it is over."""

import re

from mortem.facts.ruling import QUESTION
from mortem.facts.speech import PERSISTS, PROBLEM, RECOVERED, any_of, fails

_RELEASE = r"(?:fix|patch|hotfix|r\d+|v\d[\w.]*|release|rollback|revert|change|rule|config\w*)"
# verbs that change a system, and the parts they change: any of one near any of the other mends
_CHANGES = (
    r"(?:add|remov|delet|clean|clear|block|unblock|terminat|stopp|start|kill|enabl|disabl|chang|set"
    r"|adjust|increas|rais|lower|rais|reduc|extend|expand|resiz|replac|swapp|switch|mov|restor"
    r"|repair"
    r"|reconnect|re-?creat|reset|releas|free|flush|purg|drain|isolat|detach|attach|unmount|mount"
    r"|rebuil|re-?index|vacuum|correct|fix|tun|bump|doubl|halv|throttl|limit|bann|shed|drop|cut"
    r"|trim|rotat|renew|re-?issu|updat|downgrad|upgrad|pinn|reload|redirect|rout|failed|shift"
    r"|provision|scal|spinn|launch|power|unplugg|plugg)(?:ing|ed|t)?(?: up| out| down| off| over"
    r"| back)?|took|taken|taking|put(?:ting)?|brought|bringing|cut(?:ting)?|set(?:ting)?|reset"
    r"|resetting|rebuilt|spun up|spinning up|threw|shut(?:ting)?(?: down| off)?"
)
_PARTS = (
    r"(?:instances?|nodes?|pods?|boxes|servers?|replicas?|standby|primary|secondary|rules?"
    r"|config\w*"
    r"|flags?|toggles?|switch|cache|queues?|pools?|sessions?|quer(?:y|ies)|locks?|connections?"
    r"|index(?:es)?|disks?|space|memory|limits?|ulimits?|timeouts?|cert(?:ificate)?s?"
    r"|address(?:es)?"
    r"|range|ips?|jobs?|cron(?:tab)?|workers?|process(?:es)?|capacity|version|image|containers?"
    r"|firewall|waf|bots?|scrapers?|crawlers?|partitions?|volumes?|log files|transactions?"
    r"|migrations?"
    r"|backends?|upstreams?|routes?|dns|records?|ports?|secrets?|credentials?|tokens?|passwords?"
    r"|clusters?|shards?|brokers?|tables?|quotas?|threads?|load ?balancers?|settings?"
    r"|(?:app|web|db|node|host)-?\d+)"
)
_DEED = re.compile(
    rf"^(?:\W*(?:i|we)(?:'ve| have|'m| are| am|'re)?(?: just| now)? |\W*(?:just|now|ok(?:ay)?|done"
    rf"|and|so)[:,]? )?(?:{_CHANGES})\b[^.!?:,]{{0,45}}?\b{_PARTS}\b"
    rf"|\b{_PARTS} (?:is |are |was |were |has been |have been |got )?(?:now |just )?"
    r"(?:cleaned(?: up)?|cleared|freed(?: up)?|replaced|removed|restored|renewed|reverted|unblocked"
    r"|blocked|killed|dropped|flushed|raised|doubled|increased|extended|corrected|changed back"
    r"|reset"
    r"|rebuilt|recreated|re-?enabled|disabled|turned off|switched (?:off|back|over)|drained"
    r"|swapped)\b"
    r"|\b(?:old|previous|last good|last known good) (?:version|release|build|image|config\w*)"
    r" (?:is |are )?(?:now )?(?:live|back|running|deployed|active|in place)",
    re.IGNORECASE,
)
_FIXES = any_of(
    r"roll(?:ed|ing)? ?(?:it |this |that |everything |[\w.-]+ )?back|rollback|revert(?:ed|ing|s)?",
    r"restart(?:ed|ing|s)?|reboot(?:ed|ing)?|bounc(?:ed|ing)|redeploy(?:ed|ing)?",
    r"hot-?fix(?:ed|ing)?|patch(?:ed|ing)|scal(?:ed|ing) (?:up|out|down|back|to|the)",
    r"kill(?:ed|ing)|terminat(?:ed|ing)|fail(?:ed|ing) over|failover",
    r"switch(?:ed|ing) (?:\w+ )?(?:over|to|back|off)|turn(?:ed|ing) (?:\w+ ){0,3}off",
    r"disabl(?:ed|ing)|drain(?:ed|ing)|block(?:ed|ing) (?:the|that|those|their|\d)",
    r"(?:bump|increas|rais|lower|doubl|extend|reduc)(?:ed|ing) (?:the |its |our )?(?:[\w-]+ ){0,2}"
    r"(?:pool|limit|memory|timeout|size|connections|capacity|quota|replicas|max_\w+|workers?"
    r"|ulimit)",
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
    r"(?:flipp|toggl|kick)(?:ed|ing) (?:the|that|this|it|off|over|all|back)|power[- ]cycl(?:ed"
    r"|ing)",
    r"(?:pull(?:ed|ing)?|took|taken|taking|moved|moving|cut(?:ting)?) [^.!?]{1,40} (?:out of|from) "
    r"(?:the )?(?:rotation|pool|(?:load[- ]?)?balancer|lb|traffic|service|cluster|dns)",
    r"(?:point|switch|mov|send|rout|redirect|shift)(?:ed|ing|t)? [^.!?]{1,40} (?:back|over|away)?"
    r" ?(?:at|to|onto|from) (?:the |a |our )?(?:old|standby|replica|previous|secondary|backup|other"
    r"|second|healthy|spare|fallback|app-?\d|primary)",
    r"(?:swapp|recycl|resiz|unblock|unlock|isolat|quarantin|evict|downgrad|pinn|provision|paus)"
    r"(?:ed|ing)|delet(?:ed|ing) (?:the |old |some )|extend(?:ed|ing) the|grew the|growing the",
    r"(?:set|chang(?:ed|ing)|put|mov(?:ed|ing)|went|going|flipped) [^.!?]{0,40}\bback (?:to|in|on"
    r"|at)"
    r" (?!normal|baseline|green|zero|the (?:desk|office))",
    r"(?:deploy|install|redeploy|ship|push|releas)(?:ed|ing) (?:the )?(?:previous|old"
    r"|last (?:known )?good"
    r"|prior|earlier)|empt(?:ied|ying)",
    r"(?:started|starting|brought|bringing|spun|spinning) [^.!?]{1,40}\b(?:again|back|up)\b",
    r"(?:dropp|creat)(?:ed|ing) the (?:missing |stuck |stale |bad )?(?:index|lock|table"
    r"|connections?)",
    r"(?:throttl|rate[- ]?limit|bann)(?:ed|ing) (?:the|that|them|those|it|this)|undo(?:ne)? the",
    r"(?:updat|adjust|edit|tun|chang|fix|repoint)(?:ed|ing) the [^.!?]{0,25}\b(?:config\w*"
    r"|setting|limit"
    r"|timeout|rule|record|port|address|url|secret|password|credentials?|certificate|cert)",
    r"let (?:the )?\w+ (?:finish|drain)|cold start|failed? back|took down the|stopp(?:ed|ing) the"
    r" (?:job|import|backup|migration|crawler|batch|script|query|report|scan|export|cron)",
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
# what users meet, or people watch, that is well
_SERVED = re.compile(
    r"\b(?:site|shop|store|app|checkouts?|payments?|orders?|log-?ins?|sign-?ups?|search(?:es)?"
    r"|pages?"
    r"|home ?page|cart|basket|bookings?|uploads?|graphs?|dashboards?|metrics|numbers|charts?"
    r"|(?:success|error|failure|conversion|order) (?:rates?|ratios?)|latency|response times?"
    r"|latencies|p9\d|requests?|users?|customers?|everything|things|all)(?: \w+)?"
    r" (?:is|are|looks?|seems?|works?|went|'s|have|has|went|comes?|gets?|loads?|answers?|responds?)"
    r"(?: all| now| been| being| at| completely| just| perfectly| for (?:me|us|everyone))*"
    r" (?:normal|fine|stable|green|healthy|good|ok(?:ay)?|usual|again|going through|served"
    r"|coming (?:in|through)|quickly|fast|clean|calm|quiet|responsive|up and running|under control"
    r"|(?:at |near |above )?(?:99|100)(?:\.\d+)? ?%)"
    r"(?![^.!?]*\b(?:in staging|on staging|except|but|on (?:my|their) side)\b)"
    r"|^\W*(?:site|shop|store|checkout|payments?|log-?in|everything|all) (?:ok(?:ay)?|fine|green"
    r"|good)\b",
    re.IGNORECASE,
)
_NOT_YET = any_of(r"not|\w+n't|until|once|when|if|hope(?:fully)?|should|will|expect\w*|wait\w*")
_AGAIN = any_of(
    r"(?:healthy|works?|working|normal|fine|good|green|up|online|back|stable|flowing|through|in"
    r"|pay|order|buy|log ?in|check ?out|ok|okay) again"
)


def fixes(sentence: str) -> bool:
    """Whether a sentence says that something is done, or was, to mend the fault."""
    if not (_FIXES.search(sentence) or _DEED.search(sentence)) or QUESTION.search(sentence):
        return False
    return not _NO_FIX.search(sentence)


def confirms(sentence: str) -> bool:
    """Whether a sentence says that users are served again."""
    served = _SERVED.search(sentence)
    if PERSISTS.search(sentence) and not (served or _AGAIN.search(sentence)):
        return False
    if recovered := RECOVERED.search(sentence):
        return not _NOT_YET.search(sentence[: recovered.start()]) and not QUESTION.search(sentence)
    if served and not _NOT_YET.search(sentence[: served.end()]) and not QUESTION.search(sentence):
        return not fails(sentence[served.end() :])
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
