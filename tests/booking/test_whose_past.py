"""Who of several people has been here before: whoever is coming counts."""

import pytest

from frontdesk.booking.been_here import told_plainly
from frontdesk.booking.heard import Heard
from frontdesk.booking.told import Told
from frontdesk.booking.whose_past import kind_told_apart


@pytest.mark.parametrize(
    ("said", "lang", "for_another", "kind"),
    [
        ("she hasn't but i have", "", True, "new"),
        ("i come all the time, he was there once in 2019", "", True, "returning"),
        ("my wife goes to you every week, i never have", "", False, "new"),
        ("me yes, him no", "", True, "new"),
        ("no for me, yes for her", "", True, "returning"),
        ("not my son. I was in last spring", "", True, "new"),
        ("lui non, moi oui", "fr", True, "new"),
        ("elle jamais, moi j'y suis allé", "fr", True, "new"),
        ("moi non, mais elle est déjà venue", "fr", True, "returning"),
        ("mon mari est déjà venu, moi non", "fr", False, "new"),
    ],
)
def test_the_part_about_whoever_is_coming_counts(said: str, lang: str, for_another: bool, kind: str) -> None:
    heard = Heard("one", "1", "web", said, lang=lang, told=Told(said))
    assert kind_told_apart(heard, for_another, asked=True) == kind


@pytest.mark.parametrize("said", ["no", "she has", "i was in last year", "never been to you"])
def test_what_is_said_of_one_person_is_left_to_the_others(said: str) -> None:
    assert kind_told_apart(Heard("one", "1", "web", said, told=Told(said)), False, asked=True) is None


def test_a_yes_or_no_counts_only_where_it_is_asked() -> None:
    said = "my son has a sore knee and i was hoping for friday"
    assert kind_told_apart(Heard("one", "1", "web", said, told=Told(said)), True, asked=False) is None


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("not been before", "new"),
        ("been before", "returning"),
        ("not my first rodeo", "returning"),
        ("I'm new. Wait, I came once for my hand years ago", "returning"),
        ("been there, no actually that was another clinic, so never been", "new"),
    ],
)
def test_a_plain_answer_wins_over_what_the_reader_makes_of_it(said: str, kind: str) -> None:
    assert told_plainly(said.lower()) == kind


@pytest.mark.parametrize(
    "said", ["a fresh face", "my wife swears by you and i have never seen her walk this well", "priya"]
)
def test_what_is_not_plain_is_left_to_the_reader(said: str) -> None:
    assert told_plainly(said) is None
