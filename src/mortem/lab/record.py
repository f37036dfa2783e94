"""What a run leaves: telemetry as a responder has it, and apart from it the sealed truth."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp

from mortem.lab import truth
from mortem.lab.journal import entries
from mortem.lab.scenario import Scenario
from mortem.lab.scene import Scene
from mortem.lab.seal import seal

FILES = (
    "access.log",
    "app.log",
    "nginx-error.log",
    "postgres.log",
    "alerts.jsonl",
    "deploys.jsonl",
    "notes.jsonl",
)
# series that only say how the measuring goes
NOISE = (
    "go_",
    "scrape_",
    "promhttp_",
    "net_conntrack",
    "prometheus_",
    "python_",
    "probe_ip",
    "_created",
    "store_payment_seconds_bucket",
)


async def keep(
    scenario: Scenario, out: Path, scene: Scene, seed: int, requests: list[dict[str, Any]]
) -> None:
    """Write telemetry/, run.json and truth.sealed."""
    telemetry = out / "telemetry"
    telemetry.mkdir(exist_ok=True)
    for name in FILES:
        source = scene.stack.log / name
        if source.exists():
            shutil.copyfile(source, telemetry / name)
        else:
            (telemetry / name).touch()
    ended = datetime.now(UTC)
    started = datetime.fromtimestamp(
        min((r["t"] for r in requests), default=ended.timestamp()), UTC
    )
    if "prometheus" in scene.stack.servers:
        metrics = await query_range(scene.stack.port["prometheus"], started, ended)
        (telemetry / "metrics.json").write_text(
            json.dumps(metrics, separators=(",", ":")), encoding="utf-8"
        )
    (out / "run.json").write_text(_manifest(scenario, scene, started, ended), encoding="utf-8")
    sealed = tell(scenario, scene, seed, requests)
    (out / "truth.sealed").write_text(seal(sealed), encoding="utf-8")


def tell(
    scenario: Scenario, scene: Scene, seed: int, requests: list[dict[str, Any]]
) -> dict[str, Any]:
    """The truth of a run, with all that a grader needs."""
    diary = scene.diary
    injected = diary.injected.timestamp() if diary.injected else None
    return {
        "version": 1,
        "scenario": scenario.name,
        "seed": seed,
        "scale": scene.scale,
        "injected": _iso(diary.injected),
        "fixed": _iso(diary.removed),
        "cause": diary.cause,
        "change": diary.change,
        "component": scenario.component,
        "kind": scenario.kind,
        "fixed_by": diary.fixed_by,
        "innocent": diary.innocents,
        "decoys": diary.decoys,
        "dead_ends": diary.dead_ends,
        "escalations": diary.escalations,
        "hints": diary.hints,
        "shows_in": list(scenario.shows_in),
        "expects": list(scenario.expects),
        "alerts": [[_iso(at), status, name] for at, status, name in scene.room.heard],
        "first_alert": _iso(next((at for at, s, _ in scene.room.heard if s == "firing"), None)),
        "rubric": {
            "cause": scenario.rubric.cause,
            "fix": scenario.rubric.fix,
            "prevention": scenario.rubric.prevention,
            "wrong": scenario.rubric.wrong,
        },
        "users": truth.users(requests, injected),
        "requests": requests,
    }


async def query_range(port: int, started: datetime, ended: datetime) -> dict[str, Any]:
    """Every series worth keeping, by metric name, at steps of one second."""
    base = f"http://127.0.0.1:{port}/api/v1"
    kept: dict[str, Any] = {}
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=timeout) as client:
        async with client.get(f"{base}/label/__name__/values") as answer:
            names = (await answer.json())["data"]
        for name in names:
            if any(noise in name for noise in NOISE):
                continue
            params = {
                "query": f'{{__name__="{name}"}}',
                "start": f"{started.timestamp():.3f}",
                "end": f"{ended.timestamp():.3f}",
                "step": "1",
            }
            async with client.get(f"{base}/query_range", params=params) as answer:
                result = (await answer.json()).get("data", {}).get("result", [])
            if result:
                kept[name] = result
    return kept


def _manifest(scenario: Scenario, scene: Scene, started: datetime, ended: datetime) -> str:
    """What anybody may know about a run: servers, versions, origins, the true seconds."""
    manifest = {
        "scenario": scenario.name,
        "scale": scene.scale,
        "started": _iso(started),
        "ended": _iso(ended),
        "seconds": round((ended - started).total_seconds(), 1),
        "boot_seconds": round(scene.stack.boot_seconds, 1),
        "servers": {
            name: {"version": server.version, "origin": server.origin}
            for name, server in scene.stack.servers.items()
        },
        "notes": len(entries(scene.room.notes_file)),
    }
    return json.dumps(manifest, indent=1) + "\n"


def _iso(at: datetime | None) -> str | None:
    if at is None:
        return None
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
