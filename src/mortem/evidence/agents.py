"""Which agents are not people: crawlers, and the probes that watch a service."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

_PROBES = re.compile(
    r"blackbox[ -]?exporter|kube-probe|ELB-HealthChecker|GoogleHC|GoogleStackdriverMonitoring"
    r"|UptimeRobot|Pingdom|StatusCake|Prometheus/|Consul Health Check|HAProxy|Site24x7"
    r"|Better ?(?:Uptime|Stack)|Datadog|NewRelicPinger|New ?Relic ?Synth|Route ?53|Zabbix"
    r"|check_http|Nagios|Icinga|Checkly|updown\.io|HetrixTools|Freshping|Uptime-?Kuma"
    r"|health[ -]?check|Azure Traffic Manager|Edge Health Probe|AlwaysOn|monit/|Gatus|cron-job"
    r"|internal dummy connection|Envoy/HC|Dynatrace|Catchpoint|Uptrends|Monitis|Montastic"
    r"|NodePing|Oh Dear|Sensu|Telegraf|Grafana|synthetic-monitoring|Cloudwatch-?Synthetics",
    re.IGNORECASE,
)
_LIBRARIES = re.compile(
    r"^(?:curl|Wget|python-requests|python-urllib|Python-httplib|aiohttp|python-httpx|httpx"
    r"|Go-http-client|okhttp|axios|node-fetch|undici|got|Java|Apache-HttpClient|libwww-perl"
    r"|HTTPie|Ruby|Guzzle|reqwest|Dart|Faraday|superagent|request)\b",
    re.IGNORECASE,
)


def kinds(agents: "pl.Series") -> list[str | None]:
    """`probe`, `crawler`, `library` (on the crawlers' list, but an app's too), or None: a person.

    An empty agent is a person's: privacy tools leave it out. Which agents are crawlers says the
    crawler-user-agents list. It names HTTP libraries as well: what carries a user's id is an app
    of that user all the same.
    """
    return [_kind(*row) for row in zip(agents, _are_crawlers(agents), strict=True)]


def _kind(agent: str, crawls: bool) -> str | None:
    if _PROBES.search(agent):
        return "probe"
    if not crawls:
        return None
    return "library" if _LIBRARIES.search(agent) else "crawler"


def _are_crawlers(agents: "pl.Series") -> Iterable[bool]:
    import polars as pl
    from crawleruseragents import CRAWLER_USER_AGENTS_DATA, is_crawler

    try:  # all at once; a pattern may look around itself, which needs the slower way
        return agents.str.contains("|".join(known["pattern"] for known in CRAWLER_USER_AGENTS_DATA))
    except pl.exceptions.ComputeError:
        return [is_crawler(agent) for agent in agents]
