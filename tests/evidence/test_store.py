"""The store: what is found, how it is named, and what the tables hold."""

import bz2
import gzip
import io
import zipfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from backports import zstd

from mortem.errors import UnreadableSource
from mortem.evidence.quality import Quality
from mortem.evidence.store import EvidenceStore, Scope

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def line(
    second: int = 0, *, address: str = "192.0.2.1", user: str = "-", request: str = "GET / HTTP/1.1",
    status: int = 200, agent: str = FIREFOX, took: str = "0.250", zone: str = "+0000",
) -> str:  # fmt: skip
    stamp = f"23/Nov/2026:04:{7 + second // 60:02d}:{second % 60:02d} {zone}"
    return f'{address} - {user} [{stamp}] "{request}" {status} 5 "-" "{agent}" rt={took}\n'


def log(folder: Path, *lines: str, name: str = "access.log") -> Path:
    path = folder / name
    path.write_text("".join(lines), encoding="utf-8")
    return path


def left_out(tmp_path: Path, *lines: str, scope: Scope | None = None) -> list[str | None]:
    with EvidenceStore(scope) as store:
        store.add([log(tmp_path, *lines)])
        return [row["left_out"] for row in store.ask("SELECT left_out FROM request ORDER BY line")]


def test_arrival_is_before_completion_by_the_duration(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1))])
        (row,) = store.ask("SELECT arrival, completion, stamp, seconds FROM request")
    assert row["completion"] == row["stamp"] == datetime(2026, 11, 23, 4, 7, 1, tzinfo=UTC)
    assert row["completion"] - row["arrival"] == timedelta(seconds=0.25)
    assert row["seconds"] == 0.25


def test_times_are_aware_as_results_and_as_parameters(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1), line(2), line(3))])
        zone = timezone(timedelta(hours=2))
        found = store.ask(
            "SELECT line FROM request WHERE completion >= $since AND status = $status",
            since=datetime(2026, 11, 23, 6, 7, 2, tzinfo=zone), status=200, other="not named",
        )  # fmt: skip
    assert [row["line"] for row in found] == [2, 3]


def test_arrays_hold_plain_numbers(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1), line(2, request="-", took="-"))])
        found = store.arrays(
            "SELECT completion, seconds, status, left_out, failed FROM request ORDER BY line"
        )
    began = datetime(2026, 11, 23, 4, 7, 1, tzinfo=UTC)
    assert found["completion"].tolist() == [
        int(began.timestamp() * 1e6),
        int(began.timestamp() * 1e6) + 1_000_000,
    ]
    assert found["seconds"][0] == 0.25
    assert np.isnan(found["seconds"][1])
    assert found["status"].tolist() == [200, 200]
    assert found["left_out"].tolist() == [None, "not-http"]
    assert found["failed"].tolist() == [False, False]


def test_parts_of_a_rotated_log_are_one_log_whatever_packs_them(tmp_path: Path) -> None:
    log(tmp_path, line(50), line(51))
    (tmp_path / "access.log.1").write_text(line(40), encoding="utf-8")
    (tmp_path / "access.log.2.gz").write_bytes(gzip.compress(line(30).encode() * 1))
    (tmp_path / "access.log.3.bz2").write_bytes(bz2.compress(line(20).encode()))
    (tmp_path / "access.log.4.zst").write_bytes(zstd.compress(line(10).encode()))
    with EvidenceStore() as store:
        store.add([tmp_path])
        found = store.ask("SELECT source, line FROM request ORDER BY completion")
        assert [row["source"] for row in found] == [
            "access.log.4.zst", "access.log.3.bz2", "access.log.2.gz", "access.log.1",
            "access.log", "access.log",
        ]  # fmt: skip
        assert store.covers is not None
        assert store.covers.ended == datetime(2026, 11, 23, 4, 7, 51, tzinfo=UTC)


def test_a_copy_is_counted_once_and_named(tmp_path: Path) -> None:
    text = line(1) + line(2)
    log(tmp_path, text)
    (tmp_path / "access.log.1.gz").write_bytes(gzip.compress(text.encode()))
    with EvidenceStore() as store:
        store.add([tmp_path])
        assert store.ask("SELECT count(*) AS n FROM request") == [{"n": 2}]
        assert [note.kind for note in store.quality] == ["duplicate"]
        assert len(store.files) == 1


def test_a_packed_file_that_breaks_off_gives_what_came_before(tmp_path: Path) -> None:
    packed = gzip.compress("".join(line(i, user=f"u{i * 7919}") for i in range(60)).encode())
    path = tmp_path / "access.log.gz"
    path.write_bytes(packed[: len(packed) // 2])
    with EvidenceStore() as store:
        store.add([path])
        (count,) = store.ask("SELECT count(*) AS n FROM request")
        assert 0 < count["n"] < 60
        assert any("breaks off" in note.text for note in store.quality)


def test_labels_are_names_below_the_folder_and_never_the_same(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        log(tmp_path / name, line(ord(name) % 60))
    with EvidenceStore() as store:
        store.add([tmp_path])
        assert [file.path for file in store.files] == ["a/access.log", "b/access.log"]
    with EvidenceStore() as store:
        store.add([tmp_path / "a", tmp_path / "b" / "access.log"])
        assert len({file.path for file in store.files}) == 2
    with EvidenceStore() as store:
        store.add([tmp_path / "a" / "access.log", tmp_path / "a"])
        assert [file.path for file in store.files] == ["access.log"]


def test_a_file_nobody_knows_is_named_with_what_was_tried(tmp_path: Path) -> None:
    log(tmp_path, line(1))
    (tmp_path / "poem.txt").write_text("roses are red\nviolets are blue\n", encoding="utf-8")
    with EvidenceStore() as store:
        store.add([tmp_path])
        (note,) = [note for note in store.quality if note.kind == "unrecognised"]
    assert note.source == "poem.txt"
    assert "access-combined" in note.text


def test_nothing_recognised_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "poem.txt").write_text("roses are red\n", encoding="utf-8")
    with EvidenceStore() as store, pytest.raises(UnreadableSource, match="poem"):
        store.add([tmp_path])
    with EvidenceStore() as store, pytest.raises(UnreadableSource, match="does not exist"):
        store.add([tmp_path / "nowhere"])


def test_standard_input_and_zips_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line(1).encode())))
    packed = tmp_path / "logs.zip"
    with zipfile.ZipFile(packed, "w") as sink:
        sink.writestr("edge/access.log", line(2))
    with EvidenceStore() as store:
        store.add(["-", packed])
        assert [file.path for file in store.files] == ["-", "logs.zip/edge/access.log"]


def test_the_users_of_a_log(tmp_path: Path) -> None:
    lines = [line(1, user="ada"), line(2, user="ada", address="192.0.2.9"), line(3), line(4)]
    with EvidenceStore() as store:
        store.add([log(tmp_path, *lines)])
        found = store.ask("SELECT who, weak FROM request ORDER BY line")
        assert store.identity == "remote-user"
    assert [row["weak"] for row in found] == [False, False, True, True]
    assert found[0]["who"] == found[1]["who"] != found[2]["who"] == found[3]["who"]


def test_the_log_keeps_its_own_offsets(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1, zone="+0200"), line(2, zone="+0100"))])
        early = store.offset_at(datetime(2026, 11, 23, 2, 30, tzinfo=UTC))
        late = store.offset_at(datetime(2026, 11, 23, 5, 0, tzinfo=UTC))
    assert (early, late) == (timezone(timedelta(hours=2)), timezone(timedelta(hours=1)))


def test_facts_may_add_what_they_found_out(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1))])
        store.note(Quality("clock-shift", "metrics.json", 90.0, "metrics.json is ahead"))
        store.note(Quality("clock-shift", "metrics.json", 90.0, "metrics.json is ahead"))
        assert len(store.quality) == 1


@pytest.mark.parametrize(
    ("agent", "path", "kind"),
    [
        (FIREFOX, "/", None),
        ("-", "/", None),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "/", "bot"),
        ("curl/8.5.0", "/", "bot"),
        ("kube-probe/1.29", "/", "probe"),
        ("ELB-HealthChecker/2.0", "/", "probe"),
        ("Go-http-client/1.1", "/healthz", "probe"),
        (FIREFOX, "/status", None),
    ],
)
def test_whose_requests_count(tmp_path: Path, agent: str, path: str, kind: str | None) -> None:
    assert left_out(tmp_path, line(agent=agent, request=f"GET {path} HTTP/1.1")) == [kind]


def test_an_app_with_a_users_id_is_a_person(tmp_path: Path) -> None:
    assert left_out(tmp_path, line(agent="okhttp/4.12.0", user="ada")) == [None]


def test_a_scanner_is_told_from_a_person_and_from_a_broken_site(tmp_path: Path) -> None:
    doors = [line(i, address="198.51.100.6", request=f"GET /{door}.php HTTP/1.1", status=404)
             for i, door in enumerate("abcdefghijklmnopqrst")]  # fmt: skip
    unlucky = [line(i, request=f"GET /{door}.html HTTP/1.1", status=404)
               for i, door in enumerate("abc")]  # fmt: skip
    names = [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
    ]
    pages = [line(i, address="192.0.2.8", request=f"GET /page-{name} HTTP/1.1")
             for i, name in enumerate(names)]  # fmt: skip
    broken = [
        text.replace(" 200 ", " 404 ").replace("192.0.2.8", "192.0.2.9") for text in pages * 2
    ]
    found = left_out(tmp_path, *doors, *unlucky, *pages, *broken)
    assert found == ["scanner"] * len(doors) + [None] * (len(found) - len(doors))


def test_settings_leave_out_and_group(tmp_path: Path) -> None:
    scope = Scope(
        route_groups=(("shop pages", r"^/(?:product|category)/"),),
        ignore_addresses=("10.0.0.0/8",), ignore_agents=("LoadTest",),
    )  # fmt: skip
    lines = [line(1, address="10.1.2.3"), line(2, agent="our loadtest 1.0"),
             line(3, request="GET /product/shoe HTTP/1.1")]  # fmt: skip
    with EvidenceStore(scope) as store:
        store.add([log(tmp_path, *lines)])
        found = store.ask("SELECT left_out, route FROM request ORDER BY line")
    assert [row["left_out"] for row in found] == ["ignored", "ignored", None]
    assert found[2]["route"] == "GET shop pages"


def test_text_of_requests_comes_with_the_numbers(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1, address="192.0.2.7", request="GET /a?b=1 HTTP/1.1"))])
        (row,) = store.ask("SELECT * FROM request")
    assert (row["address"], row["path"], row["method"], row["agent"], row["route"]) == (
        "192.0.2.7", "/a?b=1", "GET", FIREFOX, "GET /a",
    )  # fmt: skip


def test_rejected_lines_are_exact_and_traceable(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1), "\n", "garbage\n", line(2))])
        assert store.rejected == 1
        assert store.ask("SELECT source, line FROM rejected") == [
            {"source": "access.log", "line": 3}
        ]
        assert store.files[0].rows == 2


def test_adding_more_later_adds_to_the_same_tables(tmp_path: Path) -> None:
    with EvidenceStore() as store:
        store.add([log(tmp_path, line(1))])
        store.add([log(tmp_path, line(2), name="other.log")])
        assert store.ask("SELECT count(*) AS n FROM request") == [{"n": 2}]
