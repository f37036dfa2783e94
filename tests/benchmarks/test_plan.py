"""The plan of cases: seeded, covering, and only of levels that fit together."""

from dataclasses import asdict

from benchmarks.simulate.spec import CONTROLS, FACTORS, fits, plan


def test_the_same_seed_gives_the_same_cases() -> None:
    assert plan(7, 20, 8) == plan(7, 20, 8)
    assert plan(7, 20, 8) != plan(8, 20, 8)


def test_every_mode_control_and_level_occurs() -> None:
    specs, covered = plan(1, 48, 16)
    assert covered > 0.8
    assert {spec.control for spec in specs} >= set(CONTROLS)
    for factor, levels in FACTORS.items():
        used = {getattr(spec, factor) for spec in specs if not spec.control}
        assert used == set(levels), factor


def test_cases_only_combine_what_fits() -> None:
    specs, _ = plan(3, 48, 16)
    for spec in specs:
        if not spec.control:
            assert fits({name: asdict(spec)[name] for name in FACTORS})


def test_more_cases_cover_more_pairs() -> None:
    assert plan(1, 60, 0)[1] > plan(1, 30, 0)[1]
