import ast
import itertools
from pathlib import Path

import pytest

from mortem.errors import BrokenPart
from mortem.lab.checks_code import nested
from mortem.lab.releases import SHOP, Patch, make_release
from mortem.lab.scenarios import checkout, leak, typo


def compiles(release: Path) -> None:
    for path in release.rglob("*.py"):
        ast.parse(path.read_text(encoding="utf-8"), str(path))


def test_a_release_is_a_folder_of_the_store(tmp_path: Path) -> None:
    release = make_release(tmp_path, "r41")
    names = {p.relative_to(release / "store") for p in release.rglob("*.py")}
    assert names == {p.relative_to(SHOP) for p in SHOP.rglob("*.py")}


def test_the_bad_checkout_takes_a_connection_of_its_own(tmp_path: Path) -> None:
    release = make_release(tmp_path, "r42", checkout.PATCHES)
    compiles(release)
    loyalty = (release / "store/loyalty.py").read_text(encoding="utf-8")
    assert loyalty.count("async with pool.connection()") == 2
    assert "request.app.state.main, who" in (release / "store/checkout.py").read_text(
        encoding="utf-8"
    )


def test_the_leak_fits_the_store(tmp_path: Path) -> None:
    patches = tuple(Patch(p.file, p.old, p.new.replace("{size}", "1000")) for p in leak.PATCHES)
    compiles(make_release(tmp_path, "r42", patches))


@pytest.mark.parametrize(("place", "module"), [*itertools.product(typo.PLACES, typo.MODULES)])
def test_every_typo_compiles_and_imports_what_is_not_there(
    place: tuple[str, str, str], module: str, tmp_path: Path
) -> None:
    file, old, _ = place
    assert not (SHOP / f"{module}.py").exists()
    release = make_release(tmp_path, "r42", (typo.patch(file, old, module),))
    compiles(release)
    assert f"from .{module} import" in (release / "store" / file).read_text(encoding="utf-8")


def test_a_release_builds_on_the_one_before(tmp_path: Path) -> None:
    first = make_release(
        tmp_path, "r1", (Patch("loyalty.py", "one for every euro", "two for every euro"),)
    )
    second = make_release(tmp_path, "r2", checkout.PATCHES, first / "store")
    assert "two for every euro" in (second / "store/loyalty.py").read_text(encoding="utf-8")


def test_a_patch_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenPart, match="exactly once"):
        make_release(tmp_path, "r42", (Patch("loyalty.py", "no such text", ""),))


def test_only_the_bad_checkout_holds_a_connection_while_it_waits_for_another(
    tmp_path: Path,
) -> None:
    assert list(nested(make_release(tmp_path, "r41") / "store")) == []
    found = sorted(nested(make_release(tmp_path, "r42", checkout.PATCHES) / "store"))
    assert found == [
        ("checkout.py", "order", "loyalty.add"),
        ("checkout.py", "summary", "loyalty.points"),
    ]
