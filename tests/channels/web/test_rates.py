"""Rates: a moving window for each who comes."""

from datetime import datetime, timedelta

import time_machine

from frontdesk.channels.web.rates import Rate

NOON = datetime(2026, 12, 1, 12, 0)


def test_no_more_than_the_rate_within_any_minute() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        window = Rate("3/minute")
        assert window.hit("ada")
        clock.shift(timedelta(seconds=30))
        assert window.hit("ada")
        assert window.hit("ada")
        assert not window.hit("ada")
        clock.shift(timedelta(seconds=31))
        assert window.hit("ada")
        assert not window.hit("ada")


def test_a_refused_hit_is_not_counted() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        window = Rate("3/minute")
        assert [window.hit("ada") for _ in range(9)] == [True] * 3 + [False] * 6
        clock.shift(timedelta(seconds=61))
        assert window.hit("ada")


def test_everybody_is_counted_apart() -> None:
    window = Rate("3/minute")
    assert all(window.hit(who) for who in ("ada", "ben") for _ in range(3))


def test_who_has_not_come_for_long_is_forgotten() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        window = Rate("3/minute")
        for who in range(100):
            window.hit(str(who))
        clock.shift(timedelta(minutes=2))
        window.hit("ben")
        assert [key for key in window.storage.hits if "ben" not in key] == []


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        window = Rate("3/minute")
        assert [window.hit("ada") for _ in range(4)] == [True] * 3 + [False]
        clock.shift(timedelta(hours=-1))
        assert window.hit("ada")
