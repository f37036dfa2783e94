"""What scripted responders do. Every note comes from a check that really ran.

A script says which checks are made and in which order, never what they find: where a finding goes
against what the responder supposed, the note says what the check said.
"""

from collections.abc import Awaitable, Callable

from mortem.lab import checks
from mortem.lab.checks import Finding
from mortem.lab.scene import Scene

SUPPORT = "IT support"
DEVELOPMENT = "Development"
OPERATIONS = "Platform operations"
DATABASE = "Database team"
CUSTOMERS = "Customer support"
TEAMS = {
    "development": DEVELOPMENT,
    "operations": OPERATIONS,
    "database": DATABASE,
    "payments": "Payment provider",
}
Check = Callable[[Scene], Awaitable[Finding]]


async def noticed(scene: Scene, patience: float = 45.0) -> str:
    """Wait for the first alert, or, where none comes, for customers who complain.

    Returns the alert's name, or "" where customers were first.
    """
    waited = 0.0
    while waited < patience:
        name = await scene.room.wait_for_alert(1.0)
        if name is not None:
            return name
        waited += 1.0
        angry = scene.crowd.lately(1)["angry"]
        if waited > 20 * scene.scale + 8 and angry >= 3:
            scene.room.note(
                CUSTOMERS,
                f"{angry} customers have given up and complain that the store does not work.",
            )
            return ""
    scene.room.note(SUPPORT, "No alert and no complaint so far.")
    return ""


async def acknowledge(scene: Scene, suspicion: str, check: Check = checks.statuses) -> str:
    """Notice, look once, and say what one suspects; returns the alert's name."""
    name = await noticed(scene)
    await scene.wait(scene.jitter(4), least=1)
    finding = await check(scene)
    what = f"Acknowledged {name}." if name else "Looking at the customers' reports."
    verdict = "That looks well so far; looking further." if finding.well else suspicion
    scene.room.note(SUPPORT, f"{what} {finding.says} {verdict}".strip())
    return name


async def report(
    scene: Scene, by: str, *made: Check, before: str = "", after: str = ""
) -> list[Finding]:
    """Make checks and write down what they said."""
    await scene.wait(scene.jitter(5), least=1)
    findings = [await check(scene) for check in made]
    said = " ".join(finding.says for finding in findings)
    scene.room.note(by, " ".join(part for part in (before, said, after) if part))
    return findings


async def suspect_database(scene: Scene) -> bool:
    """Check PostgreSQL; returns whether it looks well, and records the dead end if so."""
    await scene.wait(scene.jitter(6), least=1)
    findings = [await checks.pg_isready(scene), await checks.new_connection(scene)]
    well = all(finding.well for finding in findings)
    verdict = (
        "PostgreSQL answers, so it is not down." if well else "PostgreSQL does not look well to us."
    )
    scene.room.note(SUPPORT, f"{' '.join(f.says for f in findings)} {verdict}")
    if well:
        scene.diary.dead_end(
            "the database was suspected first", [r"database", r"postgres", r"\bDB\b"]
        )
    return well


async def clear_database(scene: Scene) -> bool:
    """Look inside PostgreSQL; returns whether that clears it."""
    await scene.wait(scene.jitter(5), least=1)
    finding = await checks.connections(scene)
    verdict = "So it is not the database." if finding.well else "PostgreSQL itself is in trouble."
    scene.room.note(SUPPORT, f"{finding.says} {verdict}")
    return finding.well


async def restart(scene: Scene, hope: str = "hoping to clear it") -> bool:
    """Restart both instances and look again after a while; returns whether it helped."""
    scene.room.note(SUPPORT, f"Restarting both store instances, {hope}.")
    await scene.stack.releases.restart(SUPPORT, f"restart of both instances, {hope}")
    await scene.wait(scene.jitter(9), least=3)
    finding = await checks.statuses(scene, 5.0)
    helped = finding.well
    verdict = "The restart helped." if helped else "The restart did not help."
    scene.room.note(SUPPORT, f"{finding.says} {verdict}")
    if not helped:
        scene.diary.dead_end("both instances were restarted in vain", [r"restart", r"reboot"])
    return helped


async def escalate(scene: Scene, team: str, why: str = "") -> None:
    """Hand over to a team."""
    await scene.wait(scene.jitter(2))
    name = TEAMS[team]
    text = f"Escalating to the {name.lower()}{'' if 'team' in name.lower() else ' team'}."
    scene.room.note(SUPPORT, f"{why} {text}".strip())
    scene.diary.escalated(name, SUPPORT)
    await scene.wait(scene.jitter(5), least=1)


async def verify(scene: Scene, patience: float = 90.0) -> bool:
    """Watch the store under the same load until users are served again, and say what was seen."""
    need = max(5, round(10 * scene.scale))
    waited, well = 0, False
    said = ""
    while waited < patience and not well:
        await scene.wait(0, least=1.0)
        waited += 1
        if waited < need or (waited < patience and not served_again(scene, need)):
            continue
        finding, probe = await checks.statuses(scene, float(need)), await checks.fetch(scene)
        well = finding.well and probe.well and served_again(scene, need)
        said = f"{finding.says} {probe.says}"
    rate = f"{scene.crowd.rate:.0f} users a second"
    served = "Users are served again." if scene.diary.injected else "Users are served."
    verdict = served if well else "This is not well yet."
    scene.room.note(SUPPORT, f"Verified under the same load ({rate}): {said} {verdict}")
    return well


def served_again(scene: Scene, seconds: int) -> bool:
    """Whether every request of the last seconds was answered in time, by the users themselves."""
    lately = scene.crowd.lately(seconds)
    return lately["failed"] == 0 and lately["slow"] == 0 and lately["requests"] > seconds
