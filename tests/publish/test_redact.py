"""Redaction leaves none of what it found, and the same thing has the same name everywhere."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mortem.publish.redact import apply, plan

NAMES = ("Mia Lindqvist", "tom.abara", "rob", "Ann Okafor-Ng")
HOSTS = ("db-2.payments.internal", "web1.corp", "payments.internal", "a.db-2.payments.internal")
ADDRESSES = ("10.0.0.1", "10.0.0.12", "172.16.3.4", "fd00:1:2:3:4:5:6:7")
MAILS = ("mia@shop.internal", "tom.abara@shop.internal")
SECRETS = (*NAMES, *HOSTS, *ADDRESSES, *MAILS)
WORDS = ("failed at 08:16:00", "`GET /a`", "(see", "robust", "for 75 %)", "–", "\n\n- ", "10.0 s")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from((*SECRETS, *WORDS)), max_size=30))
def test_none_of_the_originals_is_left(parts: list[str]) -> None:
    text = " ".join(parts)
    found = plan([text], None, NAMES)
    clean = apply(text, found)
    left = plan([clean], None, NAMES)
    originals = {each.original for each in found}
    assert not [each for each in left if each.original in originals]
    for secret in SECRETS:
        if secret in parts:
            assert secret not in clean.split(), secret
    assert "robust" in clean or "robust" not in text, "words that only begin like a name stay"


@settings(max_examples=80, deadline=None)
@given(st.lists(st.sampled_from(SECRETS), min_size=1, max_size=12))
def test_pseudonyms_are_consistent(parts: list[str]) -> None:
    found = plan(["\n".join(parts)], None, NAMES)
    assert len({each.pseudonym for each in found}) == len(found)
    assert len({each.original for each in found}) == len(found)
    lines = apply("\n".join(parts), found).split("\n")
    assert len(lines) == len(parts)
    by_part: dict[str, set[str]] = {}
    for part, line in zip(parts, lines, strict=True):
        by_part.setdefault(part, set()).add(line)
    assert all(len(names) == 1 for names in by_part.values())
