"""Which files are checked, and what is said of those that cannot be read."""

from pathlib import Path

import pytest

from mortem.check.batch import check_files
from mortem.check.checked import Checked
from mortem.check.files import documents, text_of
from mortem.check.run import Selection
from mortem.errors import MalformedPostmortem


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a.md", "b.MARKDOWN", "notes.txt", "sub/c.md", "node_modules/d.md", "old/e.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("# x\n")
    return tmp_path


def found(tree: Path, *given: str, exclude: tuple[str, ...] = ()) -> list[str]:
    paths = [str(tree / name) for name in given]
    return [Path(p).relative_to(tree).as_posix() for p in documents(paths, exclude, tree)]


def test_folders_are_searched_for_markdown(tree: Path) -> None:
    assert found(tree, ".") == ["a.md", "b.MARKDOWN", "old/e.md", "sub/c.md"]


def test_a_file_named_twice_is_checked_once(tree: Path) -> None:
    (tree / "link.md").symlink_to(tree / "a.md")
    assert found(tree, "a.md", "sub/../a.md", "link.md", "a.md") == ["a.md"]


def test_a_file_named_is_checked_whatever_it_is_called(tree: Path) -> None:
    assert found(tree, "notes.txt", exclude=("*.txt",)) == ["notes.txt"]


def test_folders_and_files_can_be_excluded(tree: Path) -> None:
    assert found(tree, ".", exclude=("old", "b.*")) == ["a.md", "sub/c.md"]
    assert found(tree, ".", exclude=("sub/*", "old/")) == ["a.md", "b.MARKDOWN"]


@pytest.mark.parametrize(
    ("data", "cure"),
    [
        (b"\x89PNG\0\x01", "name a Markdown file"),
        (b"caf\xe9 is down\n", "save it as UTF-8"),
        (None, "check the name"),
    ],
)
def test_what_cannot_be_read_is_named_with_the_cure(
    tmp_path: Path, data: bytes | None, cure: str
) -> None:
    path = tmp_path / "x.md"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(MalformedPostmortem, match=cure) as error:
        text_of(str(path))
    assert str(path) in str(error.value)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_with_a_mark_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "x.md"
    path.write_text("# café\n", encoding=encoding)
    assert text_of(str(path)) == "# café\n"


def test_the_others_are_checked_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# a\n")
    (tmp_path / "b.md").write_bytes(b"\0")
    (tmp_path / "c.md").write_text("# c\n")
    outcomes = list(check_files([str(tmp_path / f"{n}.md") for n in "abc"], Selection()))
    assert [type(each) for each in outcomes] == [Checked, MalformedPostmortem, Checked]


def test_many_documents_come_back_in_order_and_the_same(tmp_path: Path) -> None:
    for number in range(60):
        (tmp_path / f"{number:02}.md").write_text(f"# Outage {number}\n\nIt was basically down.\n")
    paths = list(documents([str(tmp_path)]))
    chosen = Selection(select=("filler",))
    together = list(check_files(paths, chosen))
    assert [each.path for each in together if isinstance(each, Checked)] == paths
    assert together[:3] == list(check_files(paths[:3], chosen))
