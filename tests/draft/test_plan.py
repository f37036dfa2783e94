"""What fits: what must be there is, and the rest by rank."""

from hypothesis import given
from hypothesis import strategies as st

from mortem.draft.plan import LONGEST, Piece, fitting, words

pieces = st.lists(
    st.builds(
        Piece,
        st.just("timeline"),
        st.integers(1, 60).map(lambda n: " ".join(["word"] * n)),
        st.integers(0, 5),
    ),
    max_size=40,
)


@given(pieces)
def test_needed_pieces_stay_and_the_others_fit(given_pieces) -> None:
    kept = fitting(given_pieces)
    needed = [p for p in given_pieces if p.rank == 0]
    assert [p for p in kept if p.rank == 0] == needed
    total = sum(words(p.text) for p in kept)
    assert total <= max(LONGEST, sum(words(p.text) for p in needed))
    assert kept == [p for p in given_pieces if any(p is k for k in kept)]


def test_the_better_rank_comes_in_first() -> None:
    long = " ".join(["word"] * 300)
    kept = fitting([Piece("a", long, 2), Piece("b", long, 1)])
    assert [p.section for p in kept] == ["b"]


def test_marks_are_no_words() -> None:
    assert words("It lasted 62 s.[^outage-window][^timeline] Then - it ended.") == 7
