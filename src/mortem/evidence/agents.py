"""Which agents are not people: crawlers, and the probes that watch a service."""

import re

_PROBES = re.compile(
    r"blackbox[ -]?exporter|kube-probe|ELB-HealthChecker|GoogleHC|GoogleStackdriverMonitoring"
    r"|UptimeRobot|Pingdom|StatusCake|Prometheus/|Consul Health Check|HAProxy|Site24x7|Better ?Uptime"
    r"|Better ?Stack|Datadog|NewRelicPinger|New Relic|Amazon-Route53-Health|Route 53|Zabbix|check_http"
    r"|Nagios|Icinga|Checkly|updown\.io|HetrixTools|Freshping|Uptime-?Kuma|Health ?-?Check|healthcheck"
    r"|Azure Traffic Manager|Edge Health Probe|Cloudflare-Healthchecks|Traefik|monit/|Gatus|cron-job",
    re.IGNORECASE,
)


def kind(agent: str) -> str | None:
    """`probe`, `bot`, or None for what may be a person, also where the agent is empty."""
    if _PROBES.search(agent):
        return "probe"
    from crawleruseragents import is_crawler

    return "bot" if is_crawler(agent) else None
