"""The truth a case comes with is what its own telemetry says, read here by other means."""

import bz2
import gzip
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from backports import zstd
from benchmarks.simulate.case import make_case
from benchmarks.simulate.spec import Spec, plan

LINE = re.compile(
    r'^(\S+) - (\S+) \[[^]]+\] "(GET|POST|PUT) (\S+) HTTP/\d\.\d" (\d+) \d+ "[^"]*" "([^"]*)"'
    r" ts=(\S+) rt=(\S+)"
)


def spec_of(**parts: str) -> Spec:
    base = {
        "mode": "errors-all", "scale": "exercise", "dialect": "nginx-iso", "zone": "Africa/Kigali",
        "identity": "login", "rotation": "one", "alerts": "none", "metrics": "none",
        "changes": "none", "cause": "none", "people": "none", "first": "nobody", "logs": "none",
        "garbage": "none",
    }  # fmt: skip
    return Spec(name="t", seed=11, **{**base, **parts})


def read(folder: Path) -> list[bytes]:
    opened = []
    for path in sorted((folder / "telemetry").iterdir()):
        unpack = {".gz": gzip.decompress, ".bz2": bz2.decompress, ".zst": zstd.decompress}
        opened.append(unpack.get(path.suffix, bytes)(path.read_bytes()))
    return b"".join(opened).split(b"\n")


def test_counts_are_those_of_the_log(tmp_path: Path) -> None:
    truth = make_case(spec_of(), tmp_path)
    failed: set[tuple[float, str]] = set()
    users, hurt, total = set(), set(), 0
    for line in read(tmp_path):
        found = LINE.match(line.decode())
        if not found or "Chrome/91" in line.decode():
            continue
        address, login, _, path, status, agent, ts, rt = found.groups()
        person = not re.search(r"[Bb]ot|probe|Health|GoogleHC|Blackbox|\+http", agent)
        if not person or re.match(r"185\.220\.|66\.249\.|10\.0\.0", address):
            continue
        arrival, completion = float(ts) - float(rt), float(ts)
        who = login if login != "-" else f"{address} {agent}"
        if arrival <= truth["ended"] + 0.002 and completion >= truth["began"] - 0.002:
            users.add(who)
            total += 1
            if int(status) >= 500 or status in {"499", "408"}:
                hurt.add(who)
                failed.add((completion, path))
    assert len(users) == truth["active"]
    assert len(hurt) == truth["affected"]
    assert abs(total - truth["total"]) <= 3
    assert len(failed) == pytest.approx(truth["failed"], abs=2)
    assert truth["percent"] == pytest.approx(100 * len(hurt) / len(users))


def test_rejected_lines_are_those_that_are_no_json(tmp_path: Path) -> None:
    spec = spec_of(dialect="json-caddy", garbage="some", rotation="zst", scale="thin")
    truth = make_case(spec, tmp_path)
    bad = 0
    for line in read(tmp_path):
        try:
            bad += not isinstance(json.loads(line), dict) if line else 0
        except ValueError:
            bad += 1
    assert bad == truth["rejected_total"] > 2


@pytest.mark.parametrize("rotation", ["gz", "zst", "bz2"])
def test_parts_hold_the_whole_log(tmp_path: Path, rotation: str) -> None:
    whole = spec_of(scale="thin", dialect="apache-vhost")
    truth = make_case(whole, tmp_path / "one")
    parts = make_case(replace(whole, rotation=rotation), tmp_path / "parts")
    assert len(list((tmp_path / "parts" / "telemetry").iterdir())) >= 3
    assert truth["failed"] == parts["failed"]
    lines, pieces = read(tmp_path / "one"), read(tmp_path / "parts")
    assert sorted(filter(None, lines)) == sorted(filter(None, pieces))


def test_the_same_spec_gives_the_same_bytes(tmp_path: Path) -> None:
    spec = next(s for s in plan(2, 12, 0)[0] if s.scale == "exercise")
    make_case(spec, tmp_path / "a")
    make_case(spec, tmp_path / "b")
    for path in sorted((tmp_path / "a").rglob("*")):
        if path.is_file():
            other = tmp_path / "b" / path.relative_to(tmp_path / "a")
            assert path.read_bytes() == other.read_bytes(), path.name


def test_silence_leaves_no_line(tmp_path: Path) -> None:
    truth = make_case(spec_of(mode="silence", metrics="by-name", scale="hours"), tmp_path)
    assert truth["unanswered"] > 100
    assert truth["total"] == 0
    stamps = [re.search(rb"ts=(\S+)", line) for line in read(tmp_path)]
    quiet = [s for s in stamps if s and truth["began"] < float(s[1]) < truth["ended"]]
    assert not quiet


def test_a_control_has_no_outage(tmp_path: Path) -> None:
    spec = replace(spec_of(scale="hours"), control="bots-only", mode="none")
    assert make_case(spec, tmp_path)["outage"] is False
