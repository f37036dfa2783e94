"""The same thing said in other words: what a careful reader takes for it, and what not."""

import pytest

from mortem.check.reading import read
from mortem.document import parse

FRAME = {
    "summary": "## Issue Summary\n\n{}\n\n## Timeline\n\n- 09:00: One.\n",
    "timeline": "## Issue Summary\n\nThe kiosk was down.\n\n## Timeline\n\n{}\n",
    "cause": "## Issue Summary\n\nThe kiosk was down.\n\n## Timeline\n\n- 09:00: One.\n\n"
    "## Root cause and resolution\n\n{}\n",
    "measures": "## Issue Summary\n\nThe kiosk was down.\n\n## Timeline\n\n- 09:00: One.\n\n"
    "## Corrective and preventative measures\n\n{}\n",
}


def judged(requirement: str, text: str) -> bool:
    part = {"fix": "cause"}.get(requirement.partition("-")[0], requirement.partition("-")[0])
    return read(parse(FRAME[part].format(text))).requirements[requirement].met


MET = {
    "summary-start": [
        "The museum's till was dead from 9 to 11 AM.",
        "Trouble set in at half past seven in the morning.",
        "| | |\n|---|---|\n| Start | 10:15 |\n| End | 11:40 |",
        "Between 8.20 and 9.05 in the morning nobody could print.",
    ],
    "summary-end": [
        "It started at 4 PM and was fine again at 6 PM.",
        "| | |\n|---|---|\n| Start | 10:15 |\n| End | 11:40 |",
    ],
    "summary-duration": [
        "From 10:15 to 11:40 CET (1 hour and 25 minutes) the till was dead.",
        "Minutes of downtime: 45",
        "The till was dead for three quarters of an hour.",
    ],
    "summary-service": ["Turnstiles at the north gate could not read tickets."],
    "summary-experience": [
        'Guests were told "Come back later".',
        "Nurses got a blank page in place of the ward list.",
        "Tenants were logged out in the middle of a payment.",
    ],
    "summary-users-percent": [
        "Two out of every five pupils lost their drafts.",
        "60% of the beekeepers who tried could not log in.",
        "Every third traveller was sent to the wrong platform.",
        "Every single one of our users was locked out.",
    ],
    "summary-root-cause": [
        "The reason was that the log partition had no room left.",
        "**Why:** an expired licence key",
        "A forgotten debug flag was behind it.",
        "A nightly export had filled the volume.",
        "An update of the kernel rebooted every node at once.",
    ],
    "timeline-detected-when": [
        "- 09:00: Backups begin.\n- 09:10: A baker rings the office: no invoices today.\n- 10:00: We look.",
        "- 09:00: Backups begin.\n- 09:04: The probe of the shop page turns red.\n- 10:00: We look.",
    ],
    "timeline-detected-how": [
        "- 09:10: A librarian writes that the catalogue is empty.",
        "- 09:10: The synthetic login test fails and pages Ines.",
        "- 09:10: I open the page to show it to a friend and see an error.",
    ],
    "timeline-actions": [
        "- 09:10: The router and the printers are looked at, both fine.",
        "- 09:10: Ines goes through the access log.",
    ],
    "timeline-assumption": [
        "- 09:10: Ines is sure that the router is guilty.",
        "- 09:10: We took it for a power cut.",
        "- 09:10: Everybody blamed the new printer.",
        '- 09:10: "It is the cable!" shouts Omar.',
    ],
    "timeline-misleading": [
        "- 09:10: The router was swapped. No change.",
        "- 09:10: The traffic graph is as flat as ever: nothing strange in it.",
        "- 09:10: The cable theory was dropped.",
        "- 09:10: Restarted the printers; the errors stay.",
    ],
    "timeline-escalation": [
        "- 09:10: We rang Mrs. Okello, who wrote the driver.",
        "- 09:10: The case is handed over to the building services crew.",
        "- 09:10: Ines wakes up the on-call of the storage team.",
        "- 09:10: A ticket is opened with the provider.",
    ],
    "timeline-resolution": [
        "- 09:10: The flag is set to off, and tickets scan again.",
        "- 09:10: Disk swapped, array rebuilt.",
        "- 09:10: Ines began to roll the release back, which fixed it.",
    ],
    "cause-detail": [
        "The job took a lock on the table and never gave it back, so each later booking had to wait.",
    ],
    "fix-detail": [
        "We did not know it. Ines pasted the old key into `keys.env` and restarted the reader.",
        "The limit was the trouble. The limit is now 400 and no longer 40.",
    ],
    "measures-improvements": ["We would like failures to be louder.", "- Better rehearsals"],
    "measures-tasks": [
        "- Page the storage team at 80 % of the quota\n- Rehearse a restore each quarter",
        "| No. | What | Who |\n|---|---|---|\n| 1 | Rotate the reader key every month | Ines |\n"
        "| 2 | Print the fallback list each evening | Omar |",
    ],
}
UNMET = {
    "summary-duration": ["Guests could book, and after fifteen minutes their seats were sold again."],
    "summary-experience": ["The kiosk did not work."],
    "summary-root-cause": ["It was a hard day for the whole museum."],
    "timeline-assumption": ["- 09:10: We made sure it was plugged in."],
    "timeline-escalation": [
        "- 09:10: No escalation was needed, Ines managed alone.",
        "- 09:10: We did not escalate it to anybody.",
        "- 09:10: Read about it on a page in the internet.",
    ],
    "timeline-resolution": [
        "- 09:10: The kiosk is dead.\n- 09:40: Everything is back to normal.",
        "- 09:10: Rolled the release back for nothing.\n- 09:40: The situation is under control.",
    ],
    "cause-detail": [
        "The kiosk outage was due to a bug in the reader.",
        "The exact reason why the reader stopped could not be established.",
    ],
    "fix-detail": [
        "It was the reader. The team took all necessary steps to bring the kiosk back to a healthy state.",
        "It was the reader. We found the right settings and applied them.",
    ],
    "measures-improvements": [
        "To be discussed on Friday.",
        "We apologise to everyone who had to wait.",
        "None needed.",
    ],
}


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(("requirement", "text"), cases(MET))
def test_said_in_other_words(requirement: str, text: str) -> None:
    assert judged(requirement, text)


@pytest.mark.parametrize(("requirement", "text"), cases(UNMET))
def test_only_alike(requirement: str, text: str) -> None:
    assert not judged(requirement, text)


PROSE = """Hello everyone! I am a cook who learns to code.

So, what happened? On Sunday the menu page of my uncle's restaurant was down and guests saw a white page. A full disk was to blame.

I first noticed it at 9:15 when a waiter called me. I looked at the web server at 9:30, then I checked the cache, and at 10:05 it was back.

Why was the disk full? The camera stored every picture twice because a loop never ended. To fix it I deleted the copies and corrected the loop.

Next time I will set an alert on the disk, and I should test loops before I deploy them.
"""


def test_a_tale_without_headings_is_read_in_the_order_of_the_format() -> None:
    document = parse(PROSE)
    kinds = [section.kind for section in document.sections if section.kind != "other"]
    assert kinds == ["summary", "timeline", "cause", "measures"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("How the evening went", "timeline"),
        ("Minute by minute", "timeline"),
        ("Why", "cause"),
        ("How we repaired it", "cause"),
        ("What we will change", "measures"),
        ("Countermeasures", "measures"),
        ("In a nutshell", "summary"),
        ("Résumé de l'incident", "summary"),
        ("Cronología", "timeline"),
    ],
)
def test_sections_under_other_names(heading: str, kind: str) -> None:
    document = parse(f"# A day to forget\n\n## {heading}\n\nThe till was dead for an hour.\n")
    assert [s.kind for s in document.sections if s.heading == heading] == [kind]


def test_lines_that_stand_alone_are_headings() -> None:
    text = "\n\n".join(
        [
            "Postmortem: the till",
            "What happened",
            "The till of the museum was dead on Sunday morning and guests had to wait outside.",
            "How the morning went",
            "We opened the till and looked at the printer, and then we called the vendor.",
            "Why",
            "The printer driver was removed by an update, so the till had nothing to print with.",
        ]
    )
    kinds = [section.kind for section in parse(text).sections if section.kind != "other"]
    assert kinds == ["summary", "timeline", "cause"]


def test_answers_under_the_pasted_questions() -> None:
    text = "\n\n".join(
        [
            "Issue Summary must contain:",
            "what was the root cause",
            "Answer: a loose cable behind the till",
            "Timeline must contain:",
            "when was the issue detected",
            "Answer: I saw it at nine",
            "Root cause and resolution must contain:",
            "explain in detail how the issue was fixed",
            "Answer: I plugged the cable in",
            "Corrective and preventative measures must contain:",
            "Answer: I must label the cables",
        ]
    )
    kinds = [section.kind for section in parse(text).sections if section.kind != "other"]
    assert kinds == ["summary", "timeline", "cause", "measures"]


FRENCH = """# Post-mortem : la caisse du musée

## Résumé

Le 3 mai, de 9h05 à 10h20 (GMT), la caisse du musée était en panne et 40 % des visiteurs attendaient devant la porte.

## Chronologie

- 9h05 : la caisse ne répond plus et les visiteurs attendent.
- 9h20 : nous regardons les journaux du serveur de la caisse.
- 10h20 : le câble est remplacé et la caisse imprime de nouveau.

## Cause racine et résolution

Le câble de la caisse était usé depuis des mois, et il a été coupé par une chaise. Nous avons remplacé le câble.

## Mesures correctives

- Vérifier tous les câbles chaque mois
- Acheter un câble de réserve pour chaque caisse
"""


def test_what_words_of_another_language_tell_is_not_judged() -> None:
    decisions = read(parse(FRENCH)).requirements
    assert not decisions["english"].met
    assert decisions["summary-end"].met and "says" in decisions["summary-end"].why
    assert decisions["timeline-assumption"].why == "not judged: the text is not English"
    assert decisions["measures-tasks"].met


@pytest.mark.parametrize(
    "text",
    [
        "# How to write a postmortem\n\n## Summary\n\nSay what was down.\n\n## Timeline\n\n"
        "- 09:00 an alert\n- 09:10 a look\n- 09:20 a fix\n",
        "# Incident template\n\n## Issue Summary\n\n- Start: <HH:MM>\n- Root cause: <one clause>\n\n"
        "## Timeline\n\n- <HH:MM> <who was called when the site was down>\n",
        "# pinger\n\nTells you when a site is down or an error is served.\n\n## Features\n\n- Alerts on errors\n\n"
        "## Installation\n\nRun `make`.\n\n## Usage\n\nStart it when the site fails.\n\n## License\n\nMIT\n",
    ],
)
def test_guides_templates_and_projects_are_no_postmortems(text: str) -> None:
    assert not read(parse(text)).is_postmortem


def test_a_title_that_tells_of_an_incident_makes_a_postmortem() -> None:
    text = (
        "# Incident report: leaked key\n\nOn 3 May 2024 a key of ours was found in a public image.\n\n"
        "## How did this happen\n\nThe build failed to leave it out.\n"
    )
    assert read(parse(text)).is_postmortem
