from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem.errors import LabFailed
from mortem.lab.seal import seal, unseal

JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8)


@given(truth=st.dictionaries(st.text(), JSON))
def test_what_is_sealed_can_be_opened(
    truth: dict[str, object], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("sealed") / "truth.sealed"
    path.write_text(seal(truth), encoding="utf-8")
    assert unseal(path) == truth


def test_nobody_reads_it_by_accident() -> None:
    text = seal({"cause": "release r47 takes a second connection", "change": "r47"})
    assert "r47" not in text
    assert "connection" not in text.lower()


def test_another_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "truth.sealed"
    path.write_text('{"cause": "r47"}\n', encoding="utf-8")
    with pytest.raises(LabFailed, match="not a sealed truth"):
        unseal(path)
