"""Who is blamed, told by the shape of the sentence."""

import pytest

from mortem.check.reading.blame import find_blame
from mortem.document import parse


def blamed(sentence: str, section: str = "Root cause and resolution") -> list[bool]:
    """For each blaming sentence whether a person is blamed."""
    return [each.person for each in find_blame(parse(f"## {section}\n\n{sentence}\n"))]


@pytest.mark.parametrize(
    "sentence",
    [
        "The outage was caused by a careless developer.",
        "The intern deployed the wrong configuration.",
        "A junior engineer pushed an untested change.",
        "John forgot to renew the certificate.",
        "John Doe, our DBA, forgot the index.",
        "This was Maria's mistake.",
        "It was the fault of Bob Smith.",
        "The developer's negligence brought the site down.",
        "Our sysadmin accidentally deleted the database.",
        "An engineer was cleaning up and mistakenly removed the volume.",
        "Someone typed the wrong command by mistake.",
        "One of our engineers failed to test the migration.",
        "A developer pushed a faulty release on Friday evening.",
        "The administrator changed the firewall without telling anyone.",
        "The script executed by Ana Lopez brought down the primary.",
        "A database administrator misconfigured the replica.",
        "The blame lies with the contractor.",
        "The new index was introduced by a contractor who never asked for a review.",
    ],
)
def test_a_person_is_blamed(sentence: str) -> None:
    assert blamed(sentence) == [True]


@pytest.mark.parametrize(
    "sentence",
    [
        "An engineer deployed version 2.3.",
        "The on-call engineer was paged at 04:07 and found the wrong path.",
        "An engineer changed the wrong path to the correct one.",
        "A developer noticed a typo in the configuration.",
        "The engineer fixed the faulty release.",
        "The typo was found by an engineer.",
        "Nobody is to blame.",
        "This is a blameless postmortem; the engineer is not at fault.",
        "A developer could forget to renew it, so the renewal is automatic.",
        "We forgot to renew the certificate.",
        "The team's mistake was to skip the canary.",
        "Nginx mistakenly routed requests to the old pool.",
        "The rogue process was killed by the operator.",
        "A typo in the configuration caused the outage.",
        "The internal server made an error.",
        'The ticket said "the intern broke it".',
        "The junior engineer noticed the alert first.",
        "An error introduced by release r42 broke checkout.",
        "The pull request was reviewed by Ana Lopez and merged.",
    ],
)
def test_nobody_is_blamed(sentence: str) -> None:
    assert blamed(sentence) == []


def test_human_error_blames_no_person_but_is_seen() -> None:
    assert blamed("The cause was human error.") == [False]
    assert blamed("Human error can never be ruled out, so the tool asks twice.") != [True]
    assert blamed("This could be a human error.") == []


def test_tasks_of_people_are_no_blame() -> None:
    measures = "Corrective and preventative measures"
    assert blamed("The intern forgot the check, so add it.", measures) == []
