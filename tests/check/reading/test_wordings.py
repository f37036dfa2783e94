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
        "- 09:05: Our uptime checker sent an e-mail.",
        "- 09:05: The graph of the gateway showed a sudden spike in refused calls.",
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
    "summary-duration": [
        "Guests could book, and after fifteen minutes their seats were sold again."
    ],
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


MORE_MET: dict[str, list[str]] = {
    "timeline-detected-how": [
        "- 14:02: Two drivers ring dispatch because their tablets show yesterday's routes.",
        "- 14:02: PRTG mails the night shift.",
        "- 14:02: Marta stumbles over a blank invoice while testing something else.",
        "- 14:02: The shop manager in Porto sends a photo of the screen.",
        "- 14:02: The on-call phone buzzes: disk usage over 95%.",
        "- 14:02: First angry posts in the parents' group.",
        "- 14:02: Our CEO forwards a mail of an investor who cannot sign in.",
        "- 14:02: Healthchecks.io reports that the backup job did not check in.",
        "- 14:02: A tweet asks whether we are closed.",
        "- 14:02: Lena, who was giving a demo to a client, sees the spinner and nothing else.",
    ],
    "timeline-assumption": [
        "- 14:02: It smelled like DNS.",
        "- 14:02: Our money was on the switch.",
        "- 14:02: The team put it down to the heat.",
        "- 14:02: First theory: the cloud provider has a bad day.",
        "- 14:02: Peter had the new proxy in mind as the villain.",
        "- 14:02: We figured the cache was stale.",
        "- 14:02: Looks as though the vendor is down.",
        "- 14:02: We treat it as an attack.",
        "- 14:02: The finger points at Tuesday's release.",
        "- 14:02: Could it be the firewall?",
    ],
    "timeline-misleading": [
        "- 14:02: DNS answers correctly from everywhere.",
        "- 14:02: Restart of the API, no luck.",
        "- 14:02: The vendor's status page is green.",
        "- 14:02: After the swap the picture is the same.",
        "- 14:02: The switch is cleared of all charges.",
        "- 14:02: Rolling back did nothing.",
        "- 14:02: We lost half an hour on the wrong host.",
        "- 14:02: The logs of the proxy are clean.",
        "- 14:02: Scaling to ten nodes brings no relief.",
        "- 14:02: So it was not the heat.",
    ],
    "timeline-escalation": [
        "- 14:02: Tomas gets the database people on the line.",
        "- 14:02: Passed to second level.",
        "- 14:02: The head of IT is told.",
        "- 14:02: We open a P1 with the network vendor.",
        "- 14:02: Anja from storage is pulled in.",
        "- 14:02: Security takes over.",
        "- 14:02: Escalation to the DBA on duty.",
        "- 14:02: We asked our instructor for help.",
        "- 14:02: Zoe texts the owner of the billing service.",
        "- 14:02: The incident goes to the platform group.",
    ],
    "timeline-resolution": [
        "- 14:02: Lock released, orders flow.",
        "- 14:02: The old certificate is back in place and logins succeed.",
        "- 14:02: Quota raised to 2 TB; uploads work.",
        "- 14:02: Bad node drained.",
        "- 14:02: Cable plugged back in.",
        "- 14:02: We pinned the library to 2.3 and redeployed.",
        "- 14:02: Config reverted. All green.",
        "- 14:02: Vendor rerouted the traffic.",
        "- 14:02: The runaway query is killed.",
        "- 14:02: DNS record corrected.",
    ],
    "timeline-actions": [
        "- 14:02: Tomas tails the proxy's log.",
        "- 14:02: We traced packets on the switch.",
        "- 14:02: The database's slow query log was read.",
        "- 14:02: Lena compares both configs.",
        "- 14:02: CPU and memory of the API hosts inspected: normal.",
        "- 14:02: Curl against each backend.",
    ],
    "summary-root-cause": [
        "A cron job that nobody remembered deleted the assets.",
        "Somebody had unplugged the wrong switch.",
        "The certificate ran out at midnight.",
        "It came from a race between two workers.",
        "Cause: full disk.",
        "The trigger was a marketing mail that tripled the load.",
        "An index went missing in last week's migration.",
        "Our DNS provider dropped the zone after a failed payment.",
        "The new firewall rule shut out the office network.",
        "This happened because nobody renewed the domain.",
    ],
    "summary-experience": [
        "Parents saw an endless spinner.",
        "Orders were charged twice.",
        "Search returned nothing.",
        "The app logged everyone out every minute.",
        "Drivers had to call dispatch for their routes.",
        "Videos stopped after ten seconds.",
        "Readers were shown last week's front page.",
        "Uploads ended in error 413.",
        "Emails arrived hours late.",
        "Customers kept being sent back to the cart.",
    ],
    "summary-users-percent": [
        "About a third of our drivers saw old routes.",
        "35 of the 70 pupils could not hand in.",
        "Four in ten sellers were hit.",
        "Nearly 15 percent of parents were affected.",
        "It hit 8% of accounts.",
        "Affected users: 12%",
        "Everyone who tried to pay was refused.",
        "The outage touched 100% of customers in Kenya.",
    ],
    "cause-detail": [
        "The script removed the lock file on exit, and because two copies ran at once the second one deleted the lock of the first. Both then wrote to the same file."
    ],
    "fix-detail": [
        "The bug had been there for years. We added a jitter of up to 30 seconds to the retry in `client.go` and shipped 2.4.1.",
        "It was the quota. The vendor raised our quota from 500 to 2,000 requests a minute.",
        "The zone was gone. We paid the bill and the provider put the zone back.",
    ],
    "measures-improvements": [
        "Alarms must reach someone who is awake.",
        "- More rehearsals\n- Clearer ownership",
        "Our review of configs is too weak.",
    ],
    "measures-tasks": [
        "- Renew domains for ten years (Anja)\n- Delete the cron job",
        "1. Cap retries at five\n2. Ship the proxy's log to Loki",
    ],
    "summary-start": [
        "The till stopped at 08:12 and came back at 09:40.",
        "09:12 - 10:40 UTC: no payments.",
        "It broke at 8 in the evening, Lima time.",
    ],
    "summary-end": [
        "The till stopped at 08:12 and came back at 09:40.",
        "It was not until 17:20 that payments worked.",
        "Service was restored at 3:10 PM.",
    ],
    "summary-duration": [
        "Payments were out for the better part of two hours.",
        "Total downtime: 2h 5m",
        "We were offline for 90 minutes.",
    ],
    "summary-service": ["Ticket printing in the stations failed.", "Our chat was slow."],
}
MORE_UNMET: dict[str, list[str]] = {
    "timeline-assumption": [
        "- 14:02: Backup finished as expected.",
        "- 14:02: Tomas restarts the API.",
    ],
    "timeline-escalation": [
        "- 14:02: Tomas solved it on his own.",
        "- 14:02: Users call it the slow page.",
    ],
    "timeline-misleading": ["- 14:02: Disk replaced, service restored."],
    "timeline-resolution": ["- 14:02: Service is available again.", "- 14:02: Incident closed."],
    "summary-users-percent": [
        "30% of requests failed.",
        "Many users were affected.",
        "Half of the servers were down.",
    ],
    "summary-experience": ["The site was down.", "The API was unavailable for an hour."],
    "summary-root-cause": [
        "The site was down on Monday for an hour.",
        "The cause is under investigation.",
    ],
    "measures-tasks": ["- Improve monitoring\n- Be more careful", "We will do better."],
    "fix-detail": [
        "The cache was full. The problem was solved by the team.",
        "A bug in the API. It was fixed.",
    ],
    "cause-detail": ["The root cause was a bug.", "DNS."],
}


MET_ELSEWHERE: dict[str, list[str]] = {
    "summary-duration": [
        "A typo resulted in orders not being passed on to the kitchen for forty minutes.",
        "The till had a 7 minute cascading failure.",
        "Tickets came with a 12 minute gap between them during the stall.",
    ],
    "summary-service": [
        "On 3 May at 09:00, the ledger stopped taking entries.",
        "On Tuesday, starting at about 20:00 UTC, tidepool.example sustained a partial outage.",
        "The ticket office flagged our bot and revoked its key.",
        "A bad export left the map tiles unusable for an hour.",
        "Two pages went out saying that the tile renderer was having an outage.",
    ],
    "summary-experience": ["Orders were not being passed on to the kitchen."],
    "timeline-resolution": [
        "- 09:00: Alarms.\n- 09:10: We delete the stuck workers.\n- 09:12: Orders arrive.",
        "- 09:00: Alarms.\n- 09:10: New certificates generated.\n- 09:12: Fine.",
        "- 09:00: Alarms.\n- 09:10: Rolled over the sick host.\n- 09:12: Fine.",
        "- 09:10: Hotfix deployed.\n- 09:40: We count the persisted orders: none lost.",
    ],
    "summary-start": [
        "At 15:09 UTC we released the new catalogue; the rollback was completed by 15:56 UTC.",
    ],
    "summary-end": ["We took the catalogue back, a step completed by 15:56 UTC."],
    "summary-root-cause": [
        "A seating plan in an older format resulted in the booking page refusing every seat.",
        "The till could not start due a broken cable.",
        "Version 3.5.0 of the plan resulted in seats being sold twice.",
        "When two classes booked at the same time, the page was gone for a while.",
        "After a token leak, strangers sold tickets.",
    ],
    "timeline-actions": ["- 09:10: We comb through the wiki for other edits."],
    "timeline-detected-how": [
        "- 09:00: Ana was notified by social media.",
        "- 09:00: Automated warning from the hoster: no addresses left.",
        "- 09:00: Reports of errors at the counters.",
        "- 09:00: Trouble with tickets is reported by others.",
        "- 09:00: The outage is reported on Slack.",
        "- 09:00: @mia noticed that the queue grows.",
        "- 09:00: An operator recognizes odd numbers.",
        "- 09:00: Ana of Lumen reports her finding to us.",
    ],
    "timeline-detected-when": [
        "- 09:00: The sale begins.\n- 09:20: The issue with new seats is identified by the team.\n"
        "- 09:40: We look.",
        "- 09:00: Identified a problem with the seats.\n- 09:20: The sale goes on.\n- 09:40: Over.",
        "- 09:00: Errors witnessed.\n- 09:20: The sale goes on.\n- 09:40: We look.",
    ],
    "timeline-misleading": [
        "- 09:10: Pages are still returning errors.",
        "- 09:10: Emptying the queue does not seem to do anything.",
        "- 09:10: No abnormal logins noted in the records.",
        "- 09:10: The first round is non conclusive.",
    ],
    "timeline-escalation": [
        "- 09:10: Owner of the seating plan contacted.",
        "- 09:10: We dig deeper together with the seating team.",
    ],
    "cause-detail": [
        "**Why?** The counters were closed.\n\n**Why?** The tills had no power.\n\n"
        "**Why?** A breaker had tripped at the gate.",
        "Due to how the two directories are joined, Ana's account was suspended with her contract.",
        "*How was it resolved?*\n\nWe reset the breaker.\n\n### Why it happened\n\n"
        "The heaters and the ovens ran at the same time, so the breaker tripped at noon.",
    ],
    "measures-tasks": [
        "- Prioritise replacing the old broker.\n- Add an alarm for the queue's length.",
        "- Version lock the driver\n- Get in touch with the bakers and explain it",
        "- Look into whether the new relay has it too\n- Extend the nightly run with a second probe",
        "### 1) Set up a probe on the relays\n\nWe want to see the writes.\n\n"
        "### 2) Verify that the nightly job runs\n\nIt has to.",
    ],
}
UNMET_ELSEWHERE: dict[str, list[str]] = {
    "summary-duration": ["There was a 12 minute gap between the two announcements."],
    "summary-service": [
        "On 3 May at 09:00, it stopped.",
        "Most of our customers experienced an outage.",
        "At 09:00, many guests had a long interruption.",
        "It left people offline.",
    ],
    "summary-start": ["We upgraded the tills from version 1.13 to 1.14 and lost the menu."],
    "summary-root-cause": ["The outage resulted in lost orders.", "This resulted in lost orders."],
    "timeline-escalation": ["- 09:10: Owner of the car park arrives."],
    "timeline-resolution": ["- 09:10: We restart the relay.\n- 09:12: The error persists."],
    "measures-tasks": ["### Better alarms\n\nThey were quiet.\n\n### More care\n\nWe hurried."],
}


def cases(table: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, texts in table.items() for text in texts]


@pytest.mark.parametrize(
    ("requirement", "text"), [*cases(MET), *cases(MORE_MET), *cases(MET_ELSEWHERE)]
)
def test_said_in_other_words(requirement: str, text: str) -> None:
    assert judged(requirement, text)


@pytest.mark.parametrize(
    ("requirement", "text"), [*cases(UNMET), *cases(MORE_UNMET), *cases(UNMET_ELSEWHERE)]
)
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
        ("Resulting actions", "measures"),
        ("In a nutshell", "summary"),
        ("Résumé de l'incident", "summary"),
        ("Cronología", "timeline"),
    ],
)
def test_sections_under_other_names(heading: str, kind: str) -> None:
    document = parse(f"# A day to forget\n\n## {heading}\n\nThe till was dead for an hour.\n")
    assert [s.kind for s in document.sections if s.heading == heading] == [kind]


def test_what_was_done_goes_with_the_cause_it_follows() -> None:
    told = "## Root cause\n\nA bot filled the list.\n\n## Action taken\n\nWe blocked the bot's address.\n"
    document = parse(f"## Summary\n\nThe list was slow.\n\n{told}")
    assert read(document).requirements["fix-detail"].met
    assert [s.kind for s in document.sections] == ["summary", "cause"]


def test_factors_tell_the_cause_where_nothing_else_does() -> None:
    told = "## Contributing factors\n\n- A bot had filled the list, so each page was slow.\n- We restarted it late.\n"
    document = parse(f"## Summary\n\nThe list was slow.\n\n{told}")
    assert [s.kind for s in document.sections] == ["summary", "cause"]
    decisions = read(document).requirements
    assert decisions["cause-detail"].met
    assert not decisions["fix-detail"].met
    named = parse(f"## Summary\n\nThe list was slow.\n\n{told}\n## Root cause\n\nA bot.\n")
    assert [s.kind for s in named.sections if s.heading == "Contributing factors"] == ["other"]


def test_lessons_under_another_name_are_measures() -> None:
    told = "## Root cause\n\nA bot filled the list, so it was slow.\n\n## Afterword\n\n{}\n"
    document = "## Summary\n\nThe list was slow.\n\n## Timeline\n\n- 09:10: We look.\n\n" + told
    lessons = "What we take from it:\n\n- We need to cap the list at 100 rows.\n- We should add a test of it."
    thanks = "We should like to thank the bakers.\n\nThey were kind."
    assert read(parse(document.format(lessons))).requirements["measures-tasks"].met
    assert not read(parse(document.format(thanks))).requirements["measures-improvements"].met


def test_what_a_missing_section_lacks_is_said_of_the_section() -> None:
    told = "## Summary\n\nThe list was slow.\n\n## Timeline\n\n- 09:10: We restarted the list.\n"
    decisions = read(parse(told)).requirements
    for name in ("cause-detail", "fix-detail", "measures-improvements", "measures-tasks"):
        assert decisions[name].why.startswith("there is no section"), name


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
    assert decisions["summary-end"].met
    assert decisions["summary-end"].quote == "10h20"
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
