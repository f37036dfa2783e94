"""Uploads that unpack to more than a disk holds, and texts that take for ever."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

import pytest
from backports import zstd

from mortem.review.desk import Desk
from mortem.review.documents import MOST_LINES
from mortem.review.records import Incident, Person
from web.conftest import TEXT, Enter

People = dict[str, Person]
Pack = Callable[[bytes], bytes]
PACKS = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstd.compress,
}
ZEROS = bytes(60 << 20)
LOG = b'192.0.2.1 - - [04/May/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 9 "-" "Firefox"\n' * 5_000


def inside_a_zip(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        made.writestr(name, body)
    return out.getvalue()


def inside_a_tar(name: str, body: bytes) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as made:
        info = tarfile.TarInfo(name)
        info.size = len(body)
        made.addfile(info, io.BytesIO(body))
    return out.getvalue()


def left_over(desk: Desk) -> list[str]:
    """What lies in the data folder beside the database."""
    files = [p for p in desk.data.rglob("*") if p.is_file() and not p.name.startswith("desk.")]
    return [str(p.relative_to(desk.data)) for p in files]


@pytest.mark.parametrize("kind", PACKS)
@pytest.mark.parametrize("wrap", [None, inside_a_zip, inside_a_tar], ids=["alone", "zip", "tar"])
def test_a_bomb_is_refused_at_the_door(
    desk: Desk, enter: Enter, incident: Incident, kind: str, wrap: Callable[..., bytes] | None
) -> None:
    bomb = PACKS[kind](ZEROS)
    name = f"access.log.{kind}"
    answer = enter("ann").put(
        f"/api/incidents/{incident.slug}/evidence",
        params={"path": "in.tar" if wrap else name},
        content=wrap(name, bomb) if wrap else bomb,
    )
    assert answer.status_code == 409
    assert f"{name} unpacks to too much" in answer.json()["detail"]
    assert "send it unpacked" in answer.json()["detail"]
    assert desk.evidence(incident) == []
    assert left_over(desk) == []


def test_a_bomb_in_a_form_opens_nothing_that_reads_it(desk: Desk, enter: Enter) -> None:
    answer = enter("ann").post(
        "/incidents",
        data={"title": "Bombed"},
        files={"files": ("access.log.zst", zstd.compress(ZEROS))},
    )
    assert answer.status_code == 409
    assert "unpacks to too much" in answer.text
    assert desk.take_job() is None
    assert left_over(desk) == []


@pytest.mark.parametrize("kind", PACKS)
def test_honest_packed_logs_come_in(
    desk: Desk, enter: Enter, incident: Incident, kind: str
) -> None:
    packed = PACKS[kind](LOG)
    for name, body in ((f"a.log.{kind}", packed), (f"cut.log.{kind}", packed[:-20])):
        answer = enter("ann").put(
            f"/api/incidents/{incident.slug}/evidence", params={"path": name}, content=body
        )
        assert answer.json() == {"kept": [name]}
        [item] = [e for e in desk.evidence(incident) if e.path == name]
        assert desk.blob(item.sha256).read_bytes() == body


def test_a_viewer_sends_no_large_body(enter: Enter) -> None:
    answer = enter("vic").post("/incidents", files={"files": ("a.log", bytes(1 << 20))})
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "unit",
    ["> ", "[", "![", "*a **b ", "`", "<a ", "[^a]", "- ", "| a ", "&#1;", "\\", "1 % [^x] ", "(("],
)
def test_a_text_of_one_thing_is_shown(enter: Enter, incident: Incident, unit: str) -> None:
    """Thirty thousand characters of what parsers stumble over; the page still comes."""
    text = "# A\n\n" + unit * (30_000 // len(unit))
    answer = enter("ann").post(f"/incidents/{incident.slug}/preview", data={"text": text})
    assert answer.status_code == 200


def test_a_huge_text_is_refused_or_compared(
    desk: Desk, enter: Enter, people: People, incident: Incident
) -> None:
    at = f"/incidents/{incident.slug}"
    ann = enter("ann")
    many = ann.post(f"{at}/text", data={"text": "x\n" * (MOST_LINES + 1), "base": 1})
    assert many.status_code == 409
    assert f"at most {MOST_LINES:,} lines" in many.text
    alike = TEXT + "same\n" * (MOST_LINES - 50)
    assert ann.post(f"{at}/text", data={"text": alike, "base": 1}).status_code == 303
    desk.add_comment(people["rob"], incident, 5, "?")
    moved = ann.post(f"{at}/text", data={"text": "new\n" + alike + "end\n", "base": 2})
    assert moved.status_code == 303
    assert [line for _, line in desk.comments(incident)] == [6]
    clash = ann.post(f"{at}/text", data={"text": "other\n" + alike, "base": 2})
    assert clash.status_code == 409
