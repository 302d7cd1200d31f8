"""Who may be asked when."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from truce.pacing import Round


def all_turns(feeds: list[tuple[str, int]], seconds: float, **pace) -> list[tuple[float, str, int]]:
    """Play a round in which every answer takes so many seconds: when each feed was asked."""
    turns, now, asked, running = Round(feeds, **pace), 0.0, [], []
    while running or not turns.is_over():
        while turn := turns.next(now):
            asked.append((now, *turn))
            running.append((now + seconds, turn[0]))
        ends = min((end for end, _ in running), default=float("inf"))
        wait = turns.seconds_to_wait(now)
        now = min(ends, now + wait if wait is not None else float("inf"))
        for end, host in [r for r in running if r[0] <= now]:
            running.remove((end, host))
            turns.answered(host)
    return asked


def test_a_host_is_asked_by_two_at_most_with_a_pause_between():
    asked = all_turns([("a", n) for n in range(5)], seconds=10, per_host=2, host_seconds=1, per_second=0)

    assert [moment for moment, *_ in asked] == [0, 1, 10, 11, 20]


def test_hosts_take_turns():
    asked = all_turns([("a", 1), ("a", 2), ("b", 3), ("c", 4)], seconds=1, per_second=0)

    assert [feed for _, _, feed in asked] == [1, 3, 4, 2]


def test_five_hundred_due_at_once_are_not_sent_in_one_second():
    asked = all_turns([(f"host-{n}", n) for n in range(500)], seconds=0.1, per_second=20)

    assert len(asked) == 500 and 24 < asked[-1][0] < 26
    for second in range(25):
        assert sum(second <= moment < second + 1 for moment, *_ in asked) <= 21


def test_a_host_that_asks_for_a_pause_is_asked_nothing_more():
    turns = Round([("a", 1), ("a", 2), ("b", 3), ("a", 4)])
    assert turns.next(0) == ("a", 1)

    assert turns.give_up("a") == [2, 4]
    turns.answered("a")
    assert turns.next(1) == ("b", 3) and turns.is_over()


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers()), max_size=30), st.integers(0, 5), st.integers(1, 3))
def test_everybody_is_asked_once(feeds, seconds, per_host):
    asked = all_turns(feeds, seconds, per_host=per_host, host_seconds=2, per_second=3)

    assert sorted((host, feed) for _, host, feed in asked) == sorted(feeds)
    for host in "abc":
        moments = [moment for moment, name, _ in asked if name == host]
        assert all(b - a > 1.999 for a, b in pairwise(moments))
