"""Access logs line by line, in every dialect."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from benchmarks.simulate import access_json, access_text
from benchmarks.simulate.crowd import Crowd
from benchmarks.simulate.record import Record, Writing
from benchmarks.simulate.requests import NOT_HTTP, Requests
from benchmarks.simulate.spec import TIMED, Spec
from benchmarks.simulate.stage import Stage
from benchmarks.simulate.truth import Sight

Line = Callable[[Record, Writing], str]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a server writes a request, and what it leaves out."""

    line: Line
    stamp_is: str
    widths: tuple[float, ...]
    agents: bool = True
    handshakes: bool = True


DIALECTS: dict[str, Dialect] = {
    "nginx-combined": Dialect(access_text.nginx_combined, "completion", (1.0,)),
    "nginx-named": Dialect(access_text.nginx_named, "completion", (0.001, 1.0)),
    "nginx-bare": Dialect(access_text.nginx_bare, "completion", (1.0,)),
    "nginx-iso": Dialect(access_text.nginx_iso, "completion", (0.001,)),
    "apache-common": Dialect(access_text.apache_common, "arrival", (1.0,), agents=False),
    "apache-combined": Dialect(access_text.apache_combined, "arrival", (1.0,)),
    "apache-vhost": Dialect(access_text.apache_vhost, "arrival", (1.0,)),
    "json-nginx": Dialect(access_json.nginx, "completion", (0.001, 1.0)),
    "json-caddy": Dialect(access_json.caddy, "completion", (0.001,), handshakes=False),
    "json-traefik": Dialect(access_json.traefik, "arrival", (0.001,), handshakes=False),
    "json-envoy": Dialect(access_json.envoy, "arrival", (0.001,), handshakes=False),
}


def choose(spec: Spec, rng: np.random.Generator) -> tuple[Writing, Sight]:
    """The fine choices of this log's writer, and what the log will carry."""
    dialect = DIALECTS[spec.dialect]
    width = float(rng.choice(dialect.widths))
    writing = Writing(
        zone=spec.zone,
        identity=spec.identity,
        width=width,
        style=int(rng.integers(0, 4)),
        site=("shop.example", "www.example.net", "api.example.org")[int(rng.integers(0, 3))],
    )
    sight = Sight(spec.dialect in TIMED, width, spec.identity != "none", dialect.agents)
    return writing, sight


def path_of(requests: Requests, stage: Stage, row: int) -> tuple[str, str]:
    """Method and path of one request."""
    index = int(requests.route[row])
    if index < 0:
        return "GET", requests.odd[row]
    route = stage.routes[index]
    return route.method, route.template.replace("{n}", str(requests.number[row]))


def lines(
    spec: Spec, requests: Requests, crowds: list[Crowd], stage: Stage, writing: Writing
) -> Iterator[str]:
    """The log's lines in the order of completion; unanswered requests leave none."""
    dialect = DIALECTS[spec.dialect]
    columns = zip(
        *(getattr(requests, name).tolist()
          for name in ("arrival", "seconds", "status", "user", "kind", "backend", "retried")),
        strict=True,
    )  # fmt: skip
    answered = requests.answered.tolist()
    for row, (arrival, seconds, status, user, kind, backend, retried) in enumerate(columns):
        if not answered[row]:
            continue
        method, path = path_of(requests, stage, row)
        crowd = crowds[kind]
        known = kind != NOT_HTTP
        record = Record(
            row=row, arrival=arrival, seconds=seconds, status=status, method=method, path=path,
            address=crowd.address[user], agent=crowd.agent[user] if known else "-",
            login=crowd.login[user], http=known, backend=backend, retried=retried,
        )  # fmt: skip
        yield dialect.line(record, writing)
