"""How people write about an incident in English: sentences, suspects, failure and recovery.

Patterns only; what a sentence does in an incident is told by `facts.roles`.
"""

import re

_END = re.compile(r"(?<=[.!?])[\"')\]]*\s+(?=[\"'(\[@#]?[A-Z0-9@#`])|\n+|;\s+|\s+[\u2022\u2192]\s+")


def any_of(*alternatives: str) -> re.Pattern[str]:
    """A pattern of any of the alternatives, as whole words, in any case."""
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")\b", re.IGNORECASE)


def sentences(text: str) -> list[str]:
    """The sentences of a message, in order, each as it stands in the text."""
    return [part.strip() for part in _END.split(text) if part and part.strip()]


# The things that break or are suspected, by group: words of one group mean the same suspect.
SUBJECTS = {
    name: re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)
    for name, words in {
        "database": r"databases?|dbs?|db[- ]?\d|postgres(?:ql)?|pg(?:_\w+)?|mysql|mariadb"
        r"|mongo(?:db)?|sql|replicas?|quer(?:y|ies)|lock(?: wait)?s|locking|deadlocks?"
        r"|(?:auto)?vacuum|db (?:server|host|connections?)",
        "cache": r"cach(?:e|es|ing)|redis|memcached?|varnish",
        "name service": r"dns|resolver|name resolution",
        "network": r"network(?:ing)?|packet loss|firewall|vpn|routing|routers?|switch(?:es)?"
        r"|connectivity|uplinks?|isp",
        "load": r"traffic|load(?![- ]?balancer)|surge|ddos|attack(?:ers)?|crawlers?"
        r"|scrap(?:er|ing)|bots?|campaign",
        "release": r"releases?|deploy(?:s|ed|ment|ments)?|rollouts?|builds?|commits?|new code"
        r"|code changes?|(?:new )?version|r\d+|v\d+(?:\.\d+)*|regression|bug",
        "configuration": r"config(?:uration|s)?|settings?|feature flags?|flags?|env vars?",
        "provider": r"providers?|third[- ]part(?:y|ies)|vendors?|psp|stripe|paypal|adyen"
        r"|payments? (?:provider|gateway|processor|api|service)|payments?|external (?:api|service)",
        "proxy": r"nginx|load[- ]?balancers?|lb|prox(?:y|ies)|haproxy|ingress|envoy|traefik"
        r"|gateway|cdn|cloudflare|edge",
        "machine": r"cpu|memory|ram|oom|disks?|storage|nodes?|hosts?|machines?|vms?|hardware"
        r"|kernel|file descriptors?|swap|i/?o|noisy neighbou?rs?|pods?|containers?|kubernetes|k8s"
        r"|heap|jvm|gc|garbage collect(?:ion|or)",
        "certificate": r"certificates?|certs?|tls|ssl|handshakes?",
        "queue": r"queues?|kafka|rabbit(?:mq)?|brokers?|workers?|backlog|consumers?|celery"
        r"|sidekiq|cron(?: ?jobs?)?|batch jobs?",
        "backup": r"backups?|db dumps?",
        "mail": r"mail servers?|mailers?|smtp|e-?mail (?:service|provider)",
        "client": r"browsers?|javascript|js bundle|front-?end|mobile app|app update",
        "time": r"ntp|clocks?|time ?zones?|leap second",
        "search": r"search|elastic(?:search)?|opensearch|index(?:es)?",
        "pool": r"(?:connection )?pools?|threads?|thread pool",
        "login": r"auth(?:entication)?|login|sso|oauth|identity|sessions?|tokens?",
        "cloud": r"aws|gcp|azure|cloud|regions?|availability zones?|s3|data ?cent(?:er|re)s?",
        "migration": r"migrations?|schema",
    }.items()
}


def subjects(text: str) -> frozenset[str]:
    """The groups of suspects a text speaks of."""
    return frozenset(name for name, words in SUBJECTS.items() if words.search(text))


PROBLEM = any_of(
    r"problems?|issues?|cause[ds]?|culprits?|fault(?:y)?|trouble|overload(?:ed)?|exhaust\w*"
    r"|leak\w*",
    r"deadlock\w*|contention|saturat\w+|bottleneck|to blame|behind (?:this|it)|responsible",
    r"rate.?limit\w*|throttl\w+|broke (?:it|this|checkout)|(?:running )?out of",
)

# What users or probes meet.
FAILS = any_of(
    r"fail(?:s|ed|ing|ures?)?|down|broken|breaking|errors?|erroring|5xx|50[0234]s?|499s?",
    r"time?outs?|timing out|timed out|slow(?:ness)?|sluggish|crawling|hang(?:s|ing)?|hung|stuck",
    r"unavailable|unreachable|outage|unusable|degraded|dying|dead|refus(?:ed|es|ing)|blank page",
    r"white (?:page|screen)|spik(?:e|es|ing)|elevated|climbing|rising|can(?:no|')?t|cannot|unable",
    r"(?:not|\w*n't) (?:work|load|respond|answer|open|reach|com(?:e|ing) up|show up"
    r"|(?:be )?go(?:ing)? through)\w*|never load\w*|spinning|latency|bad gateway|wrong|weird|odd",
    r"crash(?:es|ed|ing|loop\w*)?|dropp(?:ed|ing)|no traffic|stopped|no orders|nothing comes? in",
    r"impact(?:ed|ing)?|exceptions?|explod(?:es|ed|ing)|on fire|through the roof|off with",
    r"off the charts|incident|(?:is|are|all|turned|went|going) (?:red|gone|dark|bad|off)|gone",
    r"stalled|freez(?:es|ing)|frozen|throw(?:s|ing)?|suffer(?:s|ing)?|times? out|lagg(?:y|ing)",
    r"acting up|flaky|unstable|unhappy|misbehav\w+|haywire|bananas|melt(?:s|ed|ing)",
    r"fall(?:s|ing)? over",
    r"fell (?:off|over)|cliff|tank(?:ed|ing)|plummet\w*|nosediv\w+|chok(?:ed|ing)|struggl\w+",
    r"scream(?:s|ing)|flood(?:ed|ing)|storm|alarming|panick\w*|looping|borked|hosed|busted|toast",
    r"takes? (?:forever|ages|too long)|(?:fell|dropped|down|drops?) to (?:0|zero)|nothing \w+s",
    r"garbage|gibberish|empty (?:page|response)s?|notic(?:ed|ing)|nothing in the [\w ]{0,12}logs?",
    r"p9\d(?:\.\d)?\b[^.!?]{0,25}\b(?:at|is|over|above|=) \d+(?:\.\d+)? ?s",
    r"way up|hiccup\w*|drop in|jump(?:ed|ing)? to|shot up|soar(?:ed|ing)|piling up",
    r"backing up|meltdown",
    r"(?:at|to|is) (?:0|zero) (?:since|orders|payments|sign)\w*",
    r"went from \d+[^.!?]{0,20} to \d+|(?:logged|kicked|thrown|signed) out|los(?:e|es|ing) \w+",
    r"(?:tak(?:es?|ing)|need(?:s|ing)|load(?:s|ing)) [^.!?]{0,25}\d+(?:\.\d+)? ?(?:s|sec\w*"
    r"|min\w*)",
    r"(?:blank|empty|white|gr[ae]y|blue|black) (?:screen|page)s?|endless (?:spinner|loop"
    r"|redirects?)",
    r"something(?:'s| is|s) (?:up|not right|fishy|amiss|burning)|not (?:right|great|good|happy)",
    r"bleed(?:s|ing)|(?:status|http) 5\d\d|5\d\d (?:responses?|status\w*|answers?)|server errors?",
    r"doubl(?:ed|ing)|tripl(?:ed|ing)|quadrupl(?:ed|ing)|missing orders|unresponsive|inaccessible",
    r"(?:go|goes|going|went|turn(?:s|ed|ing)?) (?:red|dark)|(?:return|show|giv|do)(?:s|es|ed"
    r"|ing)? nothing",
    r"(?:have|has|having|got|there(?:'s| is| are)|seeing) (?:an? |some |serious |big )*"
    r"(?:problems?|issues?|trouble)(?: with| on| in)?|why (?:does|is|are|do|can't) (?:the|it|my)",
    r"on its knees|dies?|(?:full|sea|wall) of red|(?:com(?:es?|ing)|came) back (?:empty|blank)",
    r"dr(?:ied|ying) up|burn(?:s|ing)? (?:fast|through|down|hot)|every (?:second|third"
    r"|other) request",
    r"degrad\w+|disappear(?:ed|ing)|vanish(?:ed|ing)|reject(?:s|ed|ing)|declin(?:ed|ing)",
)
_NONE = any_of(
    r"(?:no|without|zero|0|free of|any|not a single) (?:(?:new|more|further|such|single|other) )*"
    r"(?:errors?|failures?|incidents?|downtime|timeouts?|exceptions?|outages?|impact|5xx|alerts?)",
    r"error[- ]free|zero[- ]downtime|error (?:log|budget|handling|tracker)s?",
)


def fails(text: str) -> bool:
    """Whether a text says that something fails: not that nothing does, nor of an error log."""
    return FAILS.search(_NONE.sub(" ", text)) is not None


PAGED = any_of(
    r"pager (?:went off|fired|rang|beeped)|(?:got|was|been|were|am) paged",
    r"page[dr] (?:for|by|about)|^page (?:for|about|from)|(?:got|had|received|answering) (?:an?"
    r"|the) page|pager ?duty|ops ?genie|victor ?ops|wok(?:e|en) (?:me|us) up",
    r"alerts?(?: \S+){0,4} (?:fired|firing|fires|went off|triggered|came in|is up|in)|alarms?",
    r"alert:|monitoring (?:fired|alerted|shows|reports|caught|says)",
)

_SIGN = r"(?:errors?|5xx|failures?|timeouts?)(?: rates?| ratios?| counts?)?"
RECOVERED = any_of(
    r"recover(?:ed|ing|y|s)|back (?:to|at|under|below|within|in) (?:the |its |their |our )?"
    r"(?:normal|baseline|green|usual|0|zero|\d+ ?m?s|limits|target|slo|full)\w*",
    r"(?:flowing|(?:com|go)ing (?:in|through|out)|arriving|(?:can"
    r"|able to) (?:\w+ ){1,3}?)(?: ?again)",
    r"(?:all )?(?:systems?|services?|everything|metrics|graphs) (?:is |are |look )?(?:all )?"
    r"(?:nominal|operational|go|recovered)|(?:at|to|near|below) (?:the |its |our )?baseline",
    r"(?:came|coming|bounced|is|are) back to life|back in business|works? (?:for me|now)",
    r"(?:no longer|not) (?:seeing|getting|having) (?:any )?(?:more )?\w+|problem (?:is )?(?:gone"
    r"|over)",
    r"quiet since|(?:success|conversion|order|payment) rate (?:is )?(?:back|normal)",
    r"(?:everything|all|site|shop|store|checkout|it) (?:looks?|is|are|seems?|'s) (?:all )?"
    r"(?:healthy|fine|good|normal|okay?|stable|well)|alerts? (?:has |have )?(?:cleared|resolved)",
    r"(?:service|site|shop|access|traffic|everything|checkout) (?:is |was |has been )?(?:now "
    r"|fully )?restored",
    r"(?:is|are|we're|it's|site's|looks?|all|came|everything(?:'s| is)?) (?:now )?(?:back|up)"
    r"(?: (?:up|online|now|again))?(?=$|[\s.,!;:-])(?! after)(?! in)(?! on the)",
    rf"(?:{_SIGN}) (?:is |are |has |have )?(?:all |now )?(?:gone|stopped|ceased|cleared"
    r"|at (?:0|zero)|(?:dropped|down|went|fell) (?:back )?to (?:0|zero|baseline|normal))",
    r"(?:no|zero|0) (?:more |new |further )?(?:errors?|5xx|5\d\ds?|failures|timeouts|complaints"
    r"|exceptions?)",
    r"(?:no longer|not) (?:failing|seeing (?:any )?(?:errors|5xx|failures))",
    r"(?:fully |now )?resolved|all (?:clear|green|good)|stable|works? again",
    r"work(?:s|ing) (?:fine|again|now|normally)|(?:normal|healthy|fine|good|green) (?:again|now)",
    r"looks? good|looking good|incident (?:is |has been )?(?:closed|over|resolved)",
    r"(?:ratio|rate|errors?|5xx)\b[^.]{0,60}\b(?:is|at|to|are|of|=) ?(?:0(?:\.0+)?(?: ?%)?|zero"
    r"|nil)"
    r"(?=$|[\s.,;!])",
)
PERSISTS = any_of(
    r"still|again|not (?:recovered|fixed|resolved|helping|gone|back|stable)",
    r"(?:is|are|came|come) back(?! (?:to|up|online|on|at|under|below|within|in)\b)(?! ?[.!]?$)",
    r"(?:errors?|failures|timeouts|5xx) (?:is|are|came|come) back",
    r"did(?:n't| not) (?:help|hold|fix|work|last|change)|no (?:luck|change|improvement|effect)",
    r"(?:is|are)n't (?:fixed|gone|back|stable)|has(?:n't| not) (?:helped|recovered)",
    r"keeps? (?:failing|coming)|recurr\w+|returned|worse",
)

# What is no part of the users' service: life at the office, and other stages.
_AT_WORK = (
    r"laptops?|printers?|toner|office wi-?fi|coffee|lunch|zoom|jira|confluence|calendar|meeting",
    r"retro|standup|wiki|documentation|rotas?|newsletter|onboarding|vacation|holiday",
)
OFFICE = any_of(*_AT_WORK)
ELSEWHERE = any_of(
    r"staging|stage env\w*|(?:dev|test|qa|uat|sandbox|demo) (?:environment|env|cluster|system)",
    *_AT_WORK,
    r"(?:ci|unit tests?|e2e tests?|nightly|backup)s?(?: (?:job|run|build))?",
    r"build (?:failed|is red)",
)

_DESKS = r"support|help ?desk|service ?desk|hotline|zendesk|intercom|freshdesk|call cent(?:er|re)"
_PEOPLE = (
    r"(?:customers?|callers?|clients?|shoppers?|buyers?|users?|merchants?|subscribers?|visitors?)"
)
CUSTOMERS = any_of(
    rf"(?:{_PEOPLE}|people|somebody|caller)\b[^.!?]{{0,40}}\b(?:report|complain|say|said|writ|wrote"
    r"|call|tell|told|tweet|email|contact|ask|rais|post(?:s|ed|ing)|messag|phon|mention|chas)\w*",
    r"(?:reports?|complaints?|calls?|tickets?|(?:e-?)?mails?|messages?|tweets?|chats?|reviews?|word"
    rf"|contacts?)\b[^.!?]{{0,25}}\b(?:from|by)\b[^.!?]{{0,20}}\b(?:{_PEOPLE}|people|members?)",
    rf"reported by (?:an? |the |several |some |many |two |three )?{_PEOPLE}",
    r"(?:customer|client|user|shopper)s? (?:reports?|complaints?|tickets?|calls?|(?:e-?)?mails?)",
    rf"(?:{_DESKS})\b[^.!?]{{0,30}}\b(?:tickets?|calls?|complaints?|(?:e-?)?mails?|reports?|flooded"
    r"|queue|inbox|phones?|says?|tells?|told|writes?|asks?)|(?:zendesk|intercom|freshdesk) ?#?\d+",
    r"instagram|whatsapp|(?:my|a) (?:mom|mum|mother|wife|husband|friend|neighbou?r) (?:says|told)",
    r"twitter|tweets?|social media|reddit|facebook|downdetector|trustpilot|complain(?:ts?|ing)",
    r"(?:support )?tickets?(?=:)|hotline(?=:)",
    r"(?:support )?tickets? (?:(?:#|no\.? ?)?[A-Z]*-?\d+|about|came|coming|pil\w+|says)",
    r"\d+ (?:new )?(?:support )?(?:tickets?|complaints?)|reports? (?:are )?(?:coming|pouring) in",
    r"(?:customers?|clients?|shoppers?|merchants?|buyers?|visitors?|subscribers?)\b[^.!?]{0,15}"
    r"\b(?:can(?:no|')?t|cannot|unable|(?:are |is )?(?:getting|seeing)|gets?|sees?|stuck)",
    r"(?:just|has|have) (?:phoned|called|rang|rung|emailed|written|complained)",
    rf"(?:heard|hear|hearing) (?:it )?from (?:an? |the |some |several )?{_PEOPLE}",
)
