"""What must be true before a postmortem is approved or published."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from mortem.review.records import Comment, Incident, Verdict


@dataclass(frozen=True, slots=True)
class Policy:
    """How many approvals, and what else; the same for every incident of a desk."""

    approvals: int = 2
    comments_resolved: bool = True
    no_contradiction: bool = True


def standing(verdicts: Sequence[Verdict], incident: Incident) -> dict[int, Verdict]:
    """Each reviewer's latest verdict; the author's own does not count."""
    latest: dict[int, Verdict] = {}
    for verdict in verdicts:
        if verdict.person_id != incident.author_id:
            latest[verdict.person_id] = verdict
    return latest


def obstacles(
    policy: Policy,
    incident: Incident,
    current: Collection[int],
    verdicts: Sequence[Verdict],
    comments: Sequence[Comment],
    contradictions: int,
) -> list[str]:
    """What stands between a postmortem and its approval, in words; empty where nothing does.

    `current` are the numbers of the latest revision and of those that read alike. An approval holds
    for the text it was given to: a text that reads otherwise needs a new look.
    """
    found = []
    latest_revision = max(current, default=0)
    stand = standing(verdicts, incident)
    fresh = [v for v in stand.values() if v.decision == "approve" and v.revision in current]
    if len(fresh) < policy.approvals:
        found.append(f"{len(fresh)} of {policy.approvals} approvals of revision {latest_revision}")
    if any(v.decision == "changes" for v in stand.values()):
        found.append("a reviewer asks for changes")
    open_comments = sum(comment.resolved_at is None for comment in comments)
    if policy.comments_resolved and open_comments:
        found.append(f"{open_comments} comment{'s' * (open_comments > 1)} to resolve")
    if policy.no_contradiction and contradictions:
        found.append(f"{contradictions} contradiction{'s' * (contradictions > 1)} in the text")
    return found
