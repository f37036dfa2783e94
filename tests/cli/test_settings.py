"""mortem.toml: what it may say, where it is found, and what is said of mistakes in it."""

from datetime import UTC, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mortem import settings
from mortem.errors import BadSettings


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    found = settings.Settings()
    assert {s.name: found[s.name] for s in settings.SETTINGS} == {
        s.name: s.default for s in settings.SETTINGS
    }


def test_a_value_is_read(tmp_path: Path) -> None:
    write(
        tmp_path / "mortem.toml",
        'title = "Checkout outage"\nzone = "Africa/Kigali"\nslow_after = 2\n'
        'services = ["checkout"]\n[routes]\nassets = "^/static/"\n[check]\nignore = ["filler"]\n',
    )
    found = settings.load(tmp_path)
    assert found["title"] == "Checkout outage"
    assert found["slow_after"] == 2
    assert found["services"] == ("checkout",)
    assert found["routes"] == {"assets": "^/static/"}
    assert found["check.ignore"] == ("filler",)
    assert found["check.select"] == ()


def test_both_ways_to_name_the_table(tmp_path: Path) -> None:
    write(tmp_path / "mortem.toml", '[tool.mortem.check]\nselect = ["safety"]\n')
    assert settings.load(tmp_path)["check.select"] == ("safety",)


def test_pyproject_counts_where_it_speaks_of_mortem(tmp_path: Path) -> None:
    write(tmp_path / "pyproject.toml", '[tool.mortem.check.rules]\nfiller = "off"\n')
    write(tmp_path / "docs/pyproject.toml", '[project]\nname = "x"\n')
    found = settings.load(tmp_path / "docs/incidents")
    assert found["check.rules"] == {"filler": "off"}
    assert found.path == tmp_path / "pyproject.toml"


def test_the_nearest_file_counts_and_mortem_toml_goes_first(tmp_path: Path) -> None:
    write(tmp_path / "mortem.toml", 'title = "far"\n')
    write(tmp_path / "a/mortem.toml", 'title = "near"\n')
    write(tmp_path / "a/pyproject.toml", '[tool.mortem]\ntitle = "beside"\n')
    assert settings.load(tmp_path / "a/b")["title"] == "near"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('titel = "x"\n', "sets 'titel', which mortem does not know; did you mean 'title'"),
        ("[check]\nselct = []\n", "sets 'check.selct'.*did you mean 'check.select'"),
        ("[check]\nselect = 'filler'\n", "check.select must be a list of texts, not 'filler'"),
        ("slow_after = 0\n", "slow_after must be a number of seconds, above 0, not 0"),
        ("slow_after = true\n", "slow_after must be a number"),
        ("routes = ['x']\n", "routes must be a table of texts"),
        ("title = \n", "is not TOML"),
        ("wobble = 1\n", "wobble.*it knows title"),
    ],
)
def test_mistakes_are_named_with_the_file(tmp_path: Path, text: str, complaint: str) -> None:
    path = write(tmp_path / "mortem.toml", text)
    with pytest.raises(BadSettings, match=complaint) as error:
        settings.load(tmp_path)
    assert str(path) in str(error.value)


@pytest.mark.parametrize("name", ["UTC", "utc", "Z", "Africa/Kigali", "africa/kigali"])
def test_zones_by_name(name: str) -> None:
    assert str(settings.zone_of(name)).lower() in {"utc", "africa/kigali"}


@given(st.integers(-14 * 60, 14 * 60), st.sampled_from(["", "UTC", "GMT ", "utc"]))
def test_zones_by_offset(minutes: int, prefix: str) -> None:
    sign = "+" if minutes >= 0 else "-"
    zone = settings.zone_of(f"{prefix}{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}")
    assert zone.utcoffset(None) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("Kigali", "'Africa/Kigali'"),
        ("PST", "ambiguous"),
        ("+25:00", r"write 'Africa/Kigali' or '\+02:00'"),
        ("", "write 'Africa/Kigali'"),
    ],
)
def test_no_such_zone_names_the_cure(name: str, cure: str) -> None:
    with pytest.raises(BadSettings, match=cure):
        settings.zone_of(name)


def test_arguments_go_before_the_file(tmp_path: Path) -> None:
    write(
        tmp_path / "mortem.toml",
        'zone = "Africa/Kigali"\nmin_duration = 30\nuser_field = "sid"\n'
        'ignore_addresses = ["10.0.0.0/8"]\n[routes]\nshop = "^/shop"\n',
    )
    found = settings.load(tmp_path)
    asked = settings.inquiry(found, zone=UTC)
    assert (asked.zone, asked.min_duration, asked.slow_after) == (UTC, 30, 5.0)
    assert str(settings.inquiry(found).zone) == "Africa/Kigali"
    scope = settings.scope(found, "customer")
    assert scope.user_field == "customer"
    assert scope.route_groups == (("shop", "^/shop"),)
    assert scope.ignore_addresses == ("10.0.0.0/8",)
