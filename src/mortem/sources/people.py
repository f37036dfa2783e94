"""Who writes: people or programs."""

import re

_BOTS = re.compile(
    r"(?:^|[\W_])(?:bots?|webhook|alertmanager|grafana|prometheus|pagerduty|opsgenie|victorops|sentry"
    r"|datadog|new ?relic|jenkins|argo ?cd|github(?:[ -]actions)?|gitlab|circleci|travis|terraform"
    r"|statuspage|nagios|zabbix|slackbot|spinnaker|pipeline)(?=$|[\W_])|\wbot$",
    re.IGNORECASE,
)


def is_bot_name(name: str) -> bool:
    """Whether a display name is a program's: a bot's, an alerting or deploying tool's."""
    return _BOTS.search(name) is not None
