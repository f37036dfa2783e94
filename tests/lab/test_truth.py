from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mortem.lab.truth import Diary, users


def request(
    t: float, d: float, uid: str, st: int, path: str = "/", m: str = "GET"
) -> dict[str, Any]:
    return {"t": t, "d": d, "uid": uid, "m": m, "path": path, "st": st}


def test_what_users_met_is_counted_in_the_window_they_met_it_in() -> None:
    requests = [
        request(90.0, 0.1, "u1", 200),  # gone before it began
        request(99.9, 0.3, "u2", 200),  # overlaps the beginning
        request(100.0, 3.0, "u3", 500, "/checkout", "POST"),
        request(105.0, 0.1, "u4", 200),
        request(106.0, 6.0, "u5", 200, "/product/7"),  # too slow
        request(109.0, 0.0, "u6", -1),  # refused
        request(130.0, 0.1, "u7", 200),  # came after it
    ]
    found = users(requests, injected=99.0)
    assert found["first_failing_began"] == 100.0
    assert found["last_failing_ended"] == 112.0
    assert (found["affected"], found["met_errors"], found["active"]) == (3, 2, 5)
    assert found["percent"] == 60.0
    assert found["failed_requests"] == 2
    assert found["of_them_without_any_answer"] == 1
    assert found["routes"] == {"POST /checkout": 1, "GET /product/{id}": 1, "GET /": 1}


def test_failures_from_before_the_fault_are_counted_apart() -> None:
    found = users([request(50, 0.1, "u1", 502), request(100, 0.1, "u2", 500)], injected=100.0)
    assert found["background"] == 1
    assert found["first_failing_began"] == 100


def test_without_a_fault_nothing_began() -> None:
    found = users([request(50, 0.1, "u1", 200)], injected=None)
    assert found["first_failing_began"] is None
    assert found["percent"] == 0.0


@given(
    st.lists(
        st.builds(
            request,
            st.floats(100, 200),
            st.floats(0, 10),
            st.sampled_from(["u1", "u2", "u3", "u4"]),
            st.sampled_from([200, 303, 404, 500, 502, -1]),
        )
    )
)
def test_shares_are_shares(requests: list[dict[str, Any]]) -> None:
    found = users(requests, injected=90.0)
    assert 0 <= found["percent"] <= 100
    if found["first_failing_began"] is not None:
        assert found["met_errors"] <= found["affected"] <= found["active"]
        assert found["first_failing_began"] <= found["last_failing_ended"] + 0.001


def test_a_diary_keeps_dead_ends_with_the_words_that_tell_of_them() -> None:
    diary = Diary()
    diary.dead_end("both instances were restarted in vain", ["restart"])
    assert diary.dead_ends == [
        {"what": "both instances were restarted in vain", "words": ["restart"]}
    ]
