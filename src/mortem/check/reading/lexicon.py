"""The language of incidents: words and turns of phrase that the requirements look for.

Patterns of English, not of documents: who does what to which part of a system. They match within
one sentence.
"""

import re


def words(pattern: str) -> re.Pattern[str]:
    """Compile a pattern that ignores case."""
    return re.compile(pattern, re.I)


PART = (
    r"(?:web[ -]?)?(?:sites?|pages?|apps?|servers?)|websites?|applications?|services?|platforms?|systems?|"
    r"databases?|db|apis?|endpoints?|load[ -]?balancers?|proxy|proxies|cdn|dns|networks?|firewalls?|"
    r"routers?|switch(?:es)?|clusters?|nodes?|instances?|containers?|pods?|hosts?|machines?|backends?|back-ends?|"
    r"front-?ends?|portals?|dashboards?|stores?|shops?|check-?out|log-?in|sign-?up|sign-?in|payments?|"
    r"carts?|search|e-?mails?|mail|queues?|workers?|caches?|caching|nginx|apache2?|haproxy|"
    r"mysql|postgres(?:ql)?|mongo(?:db)?|redis|memcached|rabbitmq|kafka|kubernetes|docker|wordpress|"
    r"php(?:-fpm)?|gunicorn|uwsgi|django|flask|rails|node(?:\.?js)?|infrastructure|authentication|"
    r"storage|disks?|cpu|memory|ram|logs?|log files|configurations?|configs?|settings?|code(?:base)?|"
    r"scripts?|quer(?:y|ies)|connections?|pools?|traffic|metrics|processes|threads?|permissions?|"
    r"ports?|certificates?|deployments?|releases?|updates?|modules?|files?|schemas?|indexes|"
    r"migrations?|dependenc(?:y|ies)|librar(?:y|ies)|providers?|views?|controllers?|models?|requests?|"
    r"tables?|hardware|bandwidth|cables?|power|games?|tools?|features?|accounts?|cloud|vm|vms"
)
SERVICE = words(
    r"\b(?:(?:web[ -]?)?(?:sites?|pages?|apps?|servers?)|websites?|applications?|services?|platforms?|"
    r"systems?|databases?|apis?|endpoints?|load[ -]?balancers?|cdn|dns|networks?|firewalls?|"
    r"clusters?|instances?|containers?|back-?ends?|front-?ends?|portals?|dashboards?|stores?|shops?|"
    r"check-?out|log-?ins?|sign-?ups?|payments?|carts?|search|e-?mail|nginx|apache2?|haproxy|mysql|"
    r"postgres(?:ql)?|mongodb|redis|kubernetes|docker|wordpress|infrastructure|authentication|"
    r"tools?|features?|games?|web[ -]?stacks?|internet|connectivity|cloud)\b"
)
TROUBLE = words(
    r"\b(?:outages?|down(?:time)?|unavailab\w+|inaccessib\w+|unreachable|unresponsive|unusable|offline|"
    r"slow\w*|degrad\w+|disrupt\w+|interrupt\w+|crash\w*|fail\w*|errors?|latency|time-?outs?|timed out|"
    r"not (?:work|load|respond|function|operat|reach|serv|access|avail)\w*|unable|"
    r"(?:could|can|did|does|was|were)(?: not|n['’]t)|cannot|refus\w+|stopped|halt\w*|broke\w*|hang\w*|hung|froze\w*|5\d\d|404|"
    r"incidents?|breakdowns?|malfunction\w*|unstable|instability|lost|loss|intermittent\w*|"
    r"overload\w*|issues?|problems?|affected|impact\w*)\b"
)
PEOPLE = (
    r"(?:users?|customers?|clients?|visitors?|people|shoppers?|players?|students?|readers?|"
    r"subscribers?|members?|consumers?|buyers?|patients?|viewers?|guests?|employees|staff|devs|"
    r"developers|everyone|they|we|who|whom|anyone|no ?(?:body|one)|user base|audience)"
)
# What people see: beyond that the thing is down.
SYMPTOM = words(
    r"\b[45]\d\d\b(?!\s*(?:users|customers|requests|minutes|hours|ms|words|gb|mb|%|percent))|\b[45]xx\b|"
    r"\b(?:internal server|bad gateway|gateway time-?out|service unavailable|not found|forbidden)\b|"
    r"\berror (?:messages?|pages?|codes?|responses?|rates?)\b|\berrors\b(?! in the (?:code|config))|"
    r"\btime-?outs?\b|\btimed out\b|\btiming out\b|"
    r"\b(?:slow|sluggish|delayed|long(?:er)?|high|increased|poor|degraded)(?:er|ly|ness)?\s+(?:\w+\s+){0,3}"
    r"(?:response|responses|load(?:ing)?|access|performance|latency|page|times?|speeds?|service|website|site|connections?|quer(?:y|ies))\b|"
    r"\bslow(?:ness|ly|er|downs?|ed|ing)?\b|\blatency\b|\blag(?:s|ging|gy)?\b|\bsluggish\w*|\bdelays?\b|\bunresponsive\w*|\bintermittent\w*|"
    r"\b(?:login|log-in|payment|transaction|check-?out|order|request|connection|authentication|upload|sign-?in|booking|registration)s?\s+"
    r"(?:\w+\s+)?fail\w*|\bfail(?:ed|ing|ures?)\s+(?:\w+\s+){0,2}(?:requests?|logins?|log-ins?|payments?|transactions?|orders?|"
    r"connections?|attempts?|purchases?|quer(?:y|ies)|to (?:load|log|open|connect|access|respond))|"
    r"\b(?:blank|white|empty|default|error|broken|wrong)\s+(?:pages?|screens?)\b|"
    r"\b(?:lost|missing|stale|incorrect|corrupted)\s+(?:data|orders|carts|records|results)\b|"
    r"\b(?:no|not|never) (?:\w+ )?(?:response|reply|load(?:ed|ing)?|respond(?:ing|ed)?)\b|\bhalt in\b"
)
UNABLE = words(
    r"\b(?:unable|inability|not able|failed|struggl\w+|trouble|difficult\w*|impossible)\s+(?:\w+\s+){0,3}?(?:to|in|with|when|while)?\s*\w+|"
    r"\b(?:could|can|did)(?:\s*not|n['’]t)\s+(?:\w+\s+){0,2}\w+|\bcan ?not\s+\w+|"
    r"\bprevent(?:ed|ing|s)?\s+(?:\w+\s+){0,4}from\b|\b(?:denied|refused|lost|no|without|limited|restricted|blocked)\s+(?:\w+\s+){0,2}access\b|"
    r"\bdenial of (?:\w+ )?(?:service|access)\b|"
    r"\bdenied\b|\binaccessib\w+|\bunreachable\b|\bnot (?:be )?(?:accessible|reachable|usable)\b"
)
SAW = words(
    rf"\b{PEOPLE}\b[^.;]{{0,60}}?\b(?:experienc\w+|encounter\w*|receiv\w+|saw|see(?:ing)?|g[eo]t(?:ting)?|met|"
    r"fac(?:ed|ing)|reported|noticed|suffered|greeted|shown|presented|returned)\b"
    r"[^.;]{0,60}?\b(?!(?:outages?|downtime|disruptions?|interruptions?|issues?|problems?)\b)(?:errors?|"
    r"slow\w*|delay\w*|time-?outs?|latency|fail\w+|pages?|messages?|losses|crash\w*|difficult\w+|loading|lag\w*)"
)
CAUSE = words(
    r"\b(?:root causes?|root problem|caused by|cause[sd]?\b|causing|due to|because|owing to|thanks to|as a result of|result(?:ed|ing)? (?:of|from)|"
    r"resulted from|attribut(?:ed|able) to|trac(?:ed|k\w*) (?:back )?to|tied to|stem(?:med|ming|s)? from|"
    r"culprit|triggered by|brought (?:on|about) by|originat\w+ (?:from|in)|responsible for|"
    r"led to|leading to|arose from|down to a|fault(?:y)? (?:in|of|with)|blamed on|source of the|reason (?:for|was|is|being)|the (?:issue|problem|root|error|bug|outage|failure|culprit) "
    r"(?:was|is|lay|lies|being)(?: \w+){0,2}? (?:an?|the|that|in|with|how)|"
    r"(?:from|after|following|by|with) (?:an? |the )?(?:\w+ ){0,3}(?:misconfigur\w+|bug|typo|mis-?spel\w+|overload|leak|"
    r"exhaustion|failure|surge|spike|bottleneck))\b"
)
NO_CAUSE = words(
    r"\b(?:root )?cause\w* (?:is|was|remains?|has|of \w+ \w+ is)\s+(?:still |currently |not |yet )*(?:unknown|unclear|investigated|being|under|yet|not)\b"
)
DETECTED = words(
    r"\bdetect\w*|\bnotic\w+|\balert\w*|\bcomplain\w*|\breport(?:s|ed|ing)?\b|\bdiscover\w*|\bobserv\w+|"
    r"\bspott?(?:ed|s|ing)\b|\bflagg\w+|\baware\b|\btickets?\b|\bmonitor\w*|\bfound (?:that|out|it|the (?:site|website|server|service|page))|"
    r"\breali[sz]ed\b|\bnotif\w+|\btriggered\b|\bpaged\b|\bfirst (?:sign|seen|error|symptom|call)\w*|\bcalls? (?:from|came)|"
    r"\bemails? from\b|\bincident (?:identified|raised|opened|logged)\b|\b(?:issue|problem|outage|incident|anomal\w+|error)s? (?:was |were |is |first |initially |being )*"
    r"(?:identified|seen|found|raised|recorded|picked up|came to|brought)"
)
BY_MONITORING = words(
    r"\bmonitor\w*|\balerts?\b|\balerted by\b|\balarms?\b|\bhealth[ -]?checks?\b|\bdashboards?\b|\bpager\w*|\bdatadog\b|\bnagios\b|\bzabbix\b|"
    r"\bnew ?relic\b|\bgrafana\b|\bprometheus\b|\bsentry\b|\bcloudwatch\b|\bpingdom\b|\bautomated (?:system|notification|check|tool|test)\w*|\bpaged\b|\buptime\b|\bobservability\b|\bwavefront\b|\bsumo ?logic\b"
)
BY_CUSTOMER = words(
    r"\b(?:users?|customers?|clients?|visitors?|students?|players?|merchants?|readers?|buyers?|subscribers?)\b(?! (?:experience|requests?|data|base|authentication|login|traffic|sessions?|account\w*|facing|interface|table))"
    r"[^.;]{0,50}?\b(?:complain\w*|report(?:s|ed|ing)?|notic\w+|contact\w+|call(?:s|ed|ing)|inform\w+|tweet\w*|emailed|e-mailed|wrote|said|opened|raised|submitted|alert\w*|notif\w+|flagg\w+|couldn['’]t|could not|unable|began to|started to)\b|"
    r"\bcomplain(?:ts?|ed|ing)?\b|\b(?:reports?|calls?|tickets?|e-?mails?|messages?|feedback|tweets?)\s+(?:\w+\s+){0,2}(?:from|by)\s+(?:\w+\s+){0,3}?(?:users?|customers?|clients?|visitors?|people|students?)\b|"
    r"\b(?:user|customer|client)s?['’]?\s+(?:support\s+)?(?:complaints?|reports?|tickets?|calls?|feedback)\b|\bsupport tickets?\b|\b(?:reported|noticed|detected|discovered|flagged) by (?:\w+ ){0,3}(?:users?|customers?|clients?|visitors?|students?)\b"
)
ROLE = (
    r"(?:engineers?|developers?|dev(?:s|ops)?|admin(?:istrator)?s?|sys-?admins?|operators?|technicians?|sres?|dba?s?|"
    r"programmers?|teams?|team members?|staff|employees?|colleagues?|interns?|managers?|officers?|leads?|experts?|"
    r"specialists?|analysts?|members?|architects?|ctos?|cios?|supervisors?|personnel|departments?|responders?|"
    r"support|on-?call|vendors?|providers?|consultants?|contractors?|testers?|qa|mates?|partners?|heads?|boss|representatives?|agents?|chief|director|peers?|group|professionals?)"
)
BY_ENGINEER = words(
    rf"\b(?:{ROLE}|i|we|he|she|my \w+|our \w+|mr\.? ?\w+|(?-i:(?!Issue|Problem|Outage|Incident|Error|Alert|Monitor|System|It |Automat|Anomal|First|Users|Customers|Clients|Website|Server)[A-Z][a-z]+ (?=noticed|observed|discovered|spotted|detected|saw|reali[sz]ed|found|reported|alerted)))\b[^.;]{{0,40}}?\b(?:notic\w+|observ\w+|discover\w+|spott?ed|detect\w+|saw|seen|found|identified|reali[sz]ed|flagged|encounter\w+|became aware|came across|unable|couldn['’]t|could not|reported)\b|"
    rf"\b(?:notic\w+|observed|discovered|spotted|detected|found|identified|reported|flagged|raised|seen)\s+(?:\w+\s+){{0,3}}?by\s+(?:\w+[ -]){{0,4}}?(?:{ROLE}|me|us|mr)\b|"
    rf"\b(?:during|while|through|via|in)\s+(?:\w+\s+){{0,4}}?(?:routine|manual|test\w*|check\w*|review\w*|maintenance|inspection|deploy\w*)\b"
)
INVESTIGATED = words(
    r"\b(?:investigat\w+|check(?:ed|s|ing)?|inspect\w+|review(?:ed|s|ing)?|examin\w+|analy[sz]\w+|look(?:ed|ing|s)? (?:at|into|through|for|over)|"
    r"looked|test(?:ed|ing|s)?|debugged|diagnos\w+|trac(?:ed|ing)|audit\w*|scann\w+|search(?:ed|ing)|prob(?:ed|ing)|inquir\w+|dig(?:ging)?|dug|"
    r"explor\w+|troubleshoot\w*|troubleshot|monitored|profil(?:ed|ing)|rul(?:ed|ing) out|verif\w+|confirmed|compar\w+|inspect\w*|"
    r"focus\w*|went through|going through|studied|queried|ran|reproduc\w+|isolat\w+|narrow\w*|assess\w*|evaluat\w+|tr(?:ied|ying)|attempt\w*|restart\w*|reboot\w*|stud(?:ied|ying))\b"
)
ASSUMED = words(
    r"\bsuspect\w*|\bsuspicio\w+|\bassum\w+|\bassumption\w*|\bthought\b|\bbeliev\w+|\bhypothe\w+|\bspeculat\w+|\bpresum\w+|"
    r"\b(?:might|may|could|must) (?:have )?be(?:en)?\b|\bpossibl[ey]\b|\bpotential(?:ly)?\b|\blikely\b|\bprobabl[ey]\b|\bperhaps\b|\bmaybe\b|"
    r"\bappear(?:s|ed)? to\b|\bseem(?:s|ed)\b|\b(?:initial|first|early|original)(?:ly)?\b[^.;]{0,30}?\b(?:attribut\w+|theor\w+|focus\w*|pointed|indicat\w+|diagnos\w+|guess\w*|blam\w+|impression|finding\w*|conclu\w+|analysis|thinking)\b|"
    r"\battributed to\b|\btheor(?:y|i[sz]ed)\b|\bguess\w*|\bindicat(?:ed|es|ing) (?:that |a |an |possible |potential )|\bpoint(?:ed|ing) (?:to|towards?|at)\b|\bsuggest(?:ed|ing|s) (?:that|a|an|possible)\b|\bconsidered\b|\bthinking\b|\bhad to be\b|\bexpected\b|\bled (?:us|them|the team) to (?:think|believe)\b|\bunder the impression\b"
)
MISLED = words(
    r"\bmislead\w*|\bmisled\b|\bred herrings?\b|\bdead[ -]?ends?\b|\bfalse (?:lead|trail|start|positive|alarm|assumption|path)s?\b|\bwild goose\b|\brabbit hole\b|\bwrong (?:path|track|direction|assumption|lead|diagnosis|place|tree|hypothesis)\w*|"
    r"\brul(?:ed|ing) (?:\w+ ){0,3}out\b|\beliminat(?:ed|ing)\b|\bexclud(?:ed|ing)\b|\bdismissed\b|\bdiscarded\b|\bdisproved?\w*|\bunrelated\b|\bincorrect(?:ly)? (?:assum|suspect|hypothes|attribut|diagnos|lead|focus)\w*|\bmistakenly\b|\bmisdiagnos\w+|\bmisattribut\w+|\bmisinterpret\w*|\bmisguided\b|"
    r"\b(?:was|were|is|are|had)(?: not|n['’]t)(?: \w+){0,2} (?:the (?:\w+ ){0,2}?(?:cause|issue|problem|culprit|source|case|reason)|to blame|at fault|responsible|related|involved|affected|the one)|"
    r"\bnot (?:the )?(?:root |actual |real )?(?:cause|culprit|case|source)\b|\bnot (?:caused by|due to|related to)\b|"
    r"\b(?:found|revealed|showed|shows|show|with|saw|reported|yield\w*|indicated|had|detected|discovered|reveal|were|was|but|identified)\s+(?:\w+ )?no(?:thing)?\b(?:[^.;]{0,30}?\b(?:issues?|problems?|anomal\w+|errors?|signs?|abnormal\w*|evidence|wrong|unusual|results?|improvements?|faults?|irregularit\w+|relevant|conclusive|significant|suspicious|correlation|clear|sign|abnormalities|insights?|luck|misconfigur\w+|bottlenecks?|attack\w*))|"
    r"\bnothing (?:\w+ )?(?:wrong|unusual|found|abnormal|suspicious|out of)\b|\bno (?:issues?|problems?|anomalies|errors?|signs|faults?|abnormalit\w+|improvement|success|effect|avail|resolution|result|luck)\b|"
    r"\b(?:functioning|working|running|operating|performing|behaving|responding) (?:\w+ )?(?:normally|fine|correctly|properly|well|as expected|perfectly|ok)\b|\b(?:was|were|is|all|looked|seemed|appeared|to be|be|are|everything) (?:\w+ )?(?:fine|normal|healthy|innocent|intact|in order|okay|ok|stable|correct|clean)\b|"
    r"\b(?:but|however|yet|although|though|still|while)\b[^.;]{0,60}?\b(?:persist\w*|remain\w*|continu\w+|in vain|did(?: not|n['’]t) (?:help|work|fix|solve|resolve|change)|same (?:error|issue|problem)|unresolved|unsuccessful\w*|fail\w+)\b|"
    r"\b(?:issue|problem|error|outage|symptom|slowness|failure)s? (?:still )?(?:persist\w*|remain\w*|continu\w+)|\bpersist(?:ed|s|ing)?\b|\bunsuccessful\w*|\bwithout (?:any )?(?:success|improvement|resolution|effect|result|luck)\b|\bin vain\b|\bto no avail\b|"
    r"\bdid(?: not|n['’]t) (?:\w+ )?(?:resolve|fix|help|solve|work|improve|address|reveal|yield|show|change|alleviate|find|affect|lead)\b|\b(?:had|has|with) (?:little|no|minimal) (?:effect|impact|success)\b|\bfailed to (?:resolve|fix|help|solve|improve|address|alleviate|restore|find|identify|reveal)\b|"
    r"\bturn(?:ed|s|ing)? out\b[^.;]{0,40}?\b(?:not|n['’]t|fine|innocent|wrong|false|incorrect|unrelated|normal|red|be (?:un|in))|\bproved? (?:to be )?(?:wrong|false|incorrect|unsuccessful|futile|fruitless|ineffective|misleading|un\w+)\b|\bineffective\b|\bfruitless\b|\binconclusive\b|\bdiverted\b|\bsidetracked\b|\bwasted\b|\bstill (?:not|down|failing|broken|the same|there)\b|\btemporar(?:y|ily)\b[^.;]{0,40}?\b(?:relief|but|only)\b|\bdelay(?:ed|ing)? (?:in )?(?:the )?(?:identif|resol|diagnos)\w+"
)
ESCALATED = words(r"\bescalat\w+\b")
_TOLD = (
    r"(?:notif(?:ied|ying|ies)|alert(?:ed|ing|s)?|inform(?:ed|ing|s)?|contact(?:ed|ing|s)?|(?<!-)call(?:ed|ing)(?: in| on| up)?|pag(?:ed|ing)|brought in|"
    r"engag(?:ed|ing)|looped in|involv(?:ed|ing)|consult(?:ed|ing)|summon(?:ed|ing)|mobili[sz](?:ed|ing)|assembl(?:ed|ing)|reached out to|handed (?:\w+ ){0,3}?(?:over )?to|"
    r"hand(?:ed)? (?:it |this )?(?:off|over) to|forward(?:ed|ing) (?:\w+ ){0,3}?to|pass(?:ed|ing) (?:\w+ ){0,4}?to|assign(?:ed|ing) (?:\w+ ){0,3}?to|refer(?:red|ring) (?:\w+ ){0,3}?to|"
    r"report(?:ed|ing|s)? (?:\w+ ){0,5}?to|rais(?:ed|ing) (?:\w+ ){0,4}?(?:to|with)|sen[dt] (?:[\w-]+ ){0,5}?to|told|asked|invited|transferred (?:\w+ ){0,3}?to|delegated (?:\w+ ){0,3}?to|collaborat\w+ with|joined by|coordinat\w+ with)"
)
HANDED = words(
    rf"\b{_TOLD}\s+(?:(?:the|our|an?|all|other|their|another|some|both|its|his|my|on-?duty|senior|lead|[\w&/'’()-]+)\s+){{0,6}}?{ROLE}\b|"
    rf"\b(?<!our )(?<!no )(?:{ROLE})\s+(?:\w+ )?(?:was|were|is|are|got|been|being)?\s*(?:\w+ly\s+)?(?:notified|alerted|informed|contacted|paged|called|brought in|engaged|involved|looped in|summoned|assembled|mobili[sz]ed|consulted|invited|assigned)\b"
)
_FIX = (
    r"(?:fix(?:ed|es)?|resolv(?:ed|es)|restor(?:ed|es|ing)|roll(?:ed|ing)? ?back|rollback|revert(?:ed|ing)?|restart(?:ed|ing)?|reboot(?:ed|ing)?|correct(?:ed|ing)|patch(?:ed|ing)?|deploy(?:ed|ing)|"
    r"updat(?:ed|ing)|upgrad(?:ed|ing)|replac(?:ed|ing)|increas(?:ed|ing)|rais(?:ed|ing)|reduc(?:ed|ing)|lower(?:ed|ing)|re-?configur(?:ed|ing|ation)|optimi[sz](?:ed|ing|ation)|implement(?:ed|ing)|adjust(?:ed|ing|ment)|remov(?:ed|ing)|kill(?:ed|ing)|"
    r"scal(?:ed|ing)|appl(?:ied|ying)|chang(?:ed|ing)|modif(?:ied|ying)|add(?:ed|ing)|renam(?:ed|ing)|switch(?:ed|ing)|disabl(?:ed|ing)|enabl(?:ed|ing)|solv(?:ed|es)|repair(?:ed|ing)?|mitigat(?:ed|ing)|clear(?:ed|ing)|reinstall(?:ed|ing)?|install(?:ed|ing)|renew(?:ed|ing)|"
    r"redirect(?:ed|ing)|rerout(?:ed|ing)|isolat(?:ed|ing)|block(?:ed|ing)|recover(?:ed|y)|back (?:online|up|to normal)|rewrote|rewritten|set|re-?deployed|re-?started|edit(?:ed|ing)|tun(?:ed|ing)|migrat(?:ed|ing)|terminat(?:ed|ing)|refactor(?:ed|ing)|rebuil[td]|expand(?:ed|ing)|allocat(?:ed|ing)|re-?balanc(?:ed|ing)|rectif(?:ied|ying)|banished|normal operations?)"
)
RESOLVED = words(rf"\b{_FIX}\b")
LED_TO = words(
    r"\b(?:led|leads?|leading)\s+(?:\w+ )?to\b|\bcaus(?:ed|es|ing)\b|\bresult(?:ed|s|ing)?\s+(?:\w+ )?(?:in|of|from)\b|\bdue to\b|\bbecause\b|\bwhich (?:\w+ )?(?:made|caused|prevented|led|meant|overwhelmed|blocked|resulted|in turn|then|triggered|exhausted|consumed|created|could|was|were|did|is|had)\b|"
    r"\bso (?:that|the|it|any|when|every|all|much)\b|\bas a (?:result|consequence)\b|\bconsequent\w*|\bthus\b|\btherefore\b|\bhence\b|\bprevent\w*\b|\bsince\b|\bstem\w* from\b|\btrigger\w*\b|\boverwhelm\w*|\bexhaust\w*|\boverload\w*|\bin turn\b|\bwhen\b|\bcould(?: not|n['’]t)\b|\bunable\b|\bfail(?:ed|ing|s|ure)\b|\bmeant\b|\battribut\w+ to\b|\bforc\w+|\bmaking\b|\bthere(?:by|fore)\b|\bcreat(?:ed|ing)\b|\bexceed\w*|\binstead of\b|\ballow\w+|\brather than\b"
)
CHANGED = words(
    r"\b(?:roll(?:ed|ing)? ?back|rollback|revert\w*|restart\w*|reboot\w*|patch(?:ed|ing)?|re-?deploy\w*|deploy(?:ed|ing)|updat(?:ed|ing)|upgrad(?:ed|ing)|replac(?:ed|ing)|increas(?:ed|ing)|rais(?:ed|ing)|"
    r"reduc(?:ed|ing)|lower(?:ed|ing)|re-?configur(?:ed|ing)|optimi[sz](?:ed|ing)|adjust(?:ed|ing)|remov(?:ed|ing)|kill(?:ed|ing)|scal(?:ed|ing)|chang(?:ed|ing)|modif(?:ied|ying)|add(?:ed|ing)|renam(?:ed|ing)|"
    r"switch(?:ed|ing)|disabl(?:ed|ing)|enabl(?:ed|ing)|clear(?:ed|ing)|re-?install\w*|install(?:ed|ing)|renew(?:ed|ing)|redirect(?:ed|ing)|rerout(?:ed|ing)|rewrote|rewritten|rewriting|edit(?:ed|ing)|tun(?:ed|ing)|migrat(?:ed|ing)|"
    r"terminat(?:ed|ing)|refactor(?:ed|ing)|rebuil[td]|expand(?:ed|ing)|allocat(?:ed|ing)|re-?balanc(?:ed|ing)|setting|appl(?:ied|ying)|implement(?:ed|ing)|introduc(?:ed|ing)|configured|restored? (?:from|the (?:previous|backup))|puppet|channel\w+|connect(?:ed|ing)|writing|wrote|creat(?:ed|ing)|doubl(?:ed|ing)|mov(?:ed|ing)|swapp\w+|indexing|block(?:ed|ing)|isolat(?:ed|ing)|unblock\w*|reset\w*|reload\w*|uncomment\w*|delet(?:ed|ing)|purg(?:ed|ing)|flush(?:ed|ing)|stopp(?:ed|ing)|expand\w*|limit(?:ed|ing)|split\w*|rename\w*|spelled|mis-?spel\w+|typo)\b"
)
