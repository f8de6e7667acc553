"""What the assistant could not answer, as staff see it and decide on it."""

import re
from datetime import timedelta

import sqlalchemy as sa

from frontdesk.insight.gathering import gather
from frontdesk.insight.reviewing import Reviewing
from frontdesk.staff.roles import CLINICIAN, DESK
from frontdesk.storage.insight_models import gap_groups
from frontdesk.storage.staff_models import staff_audit
from tests.support.console import Browser, Desk
from tests.support.talks import at, talk

CUPPING = ("do you offer cupping", "is there <b>cupping</b> at your clinic", "cupping therapy available?")


def asked(desk: Desk, *texts: str) -> str:
    """The id of the group of messages that were not known, each in a conversation of its own."""
    with at("2026-11-24T18:00") as clock:
        for text in texts:
            talk(desk.store, (text, "fallback"))
        clock.shift(timedelta(minutes=2))
        Reviewing(desk.store, "988").review()
    gather(desk.store)
    with desk.store.engine.connect() as connection:
        return str(connection.execute(sa.select(gap_groups.c.id)).scalar_one())


def kept(browser: Browser, *texts: str) -> dict[str, str]:
    """The ticks of a form beside messages with these words; all, if none are given."""
    found = re.findall(r'name="(keep-\d+)" value="([^"]+)" checked> <span class="said">([^<]*)', browser.text)
    return {name: value for name, value, text in found if not texts or text in texts}


def row(desk: Desk, group: str) -> tuple[str, str | None, int]:
    with desk.store.engine.connect() as connection:
        found = connection.execute(sa.select(gap_groups).where(gap_groups.c.id == group)).one()
        return found.state, found.topic, found.version


def trail(desk: Desk, group: str) -> list[str]:
    with desk.store.engine.connect() as connection:
        query = sa.select(staff_audit.c.action).where(staff_audit.c.subject == f"gap:{group}")
        return list(connection.execute(query.order_by(staff_audit.c.id)).scalars())


def test_an_empty_page_says_what_will_appear(desk: Desk) -> None:
    assert "What patients ask and the assistant does not know" in desk.person("sam").get("/gaps").text


def test_messages_are_shown_in_patients_words_and_as_text(desk: Desk) -> None:
    asked(desk, *CUPPING)
    shown = desk.person("sam").get("/gaps").text
    assert "3 conversations" in shown
    assert "&lt;b&gt;cupping&lt;/b&gt;" in shown
    assert "not known" in shown


def test_a_group_is_assigned_to_a_topic_and_what_was_unticked_stays_open(desk: Desk) -> None:
    group = asked(desk, *CUPPING)
    sam = desk.person("sam", DESK)
    sam.get(f"/gaps/{group}")
    ticked = kept(sam, CUPPING[0], CUPPING[2])
    form = {"version": 1, "state": "assigned", "topic": "versus_other_treatments"}
    assert sam.post(f"/gaps/{group}", **form, **ticked).headers["location"] == "/gaps"
    assert row(desk, group) == ("assigned", "versus_other_treatments", 2)
    assert trail(desk, group) == ["read", "gap_assigned"]
    assert "1 conversation<" in sam.get("/gaps").text
    assert "2 conversations" in sam.get("/gaps?show=assigned").text
    assert "decided" in sam.get(f"/gaps/{group}").text


def test_of_two_people_the_second_is_told_and_nothing_is_overwritten(desk: Desk) -> None:
    group = asked(desk, *CUPPING)
    sam, robin = desk.person("sam"), desk.person("robin")
    for person in (sam, robin):
        person.get(f"/gaps/{group}")
    assert sam.post(f"/gaps/{group}", version=1, state="dismissed").status_code == 303
    late = robin.post(f"/gaps/{group}", version=1, state="out_of_scope", **kept(robin))
    assert late.status_code == 409
    assert "Nothing of yours was saved" in late.text
    assert row(desk, group) == ("dismissed", None, 2)
    assert robin.post(f"/gaps/{group}", version=2, state="open").status_code == 303
    assert row(desk, group)[0] == "open"


def test_what_cannot_be_decided_says_why_and_changes_nothing(desk: Desk) -> None:
    group = asked(desk, *CUPPING)
    sam = desk.person("sam")
    sam.get(f"/gaps/{group}")
    ticked = kept(sam)
    for form, status in (
        ({"state": "assigned", **ticked}, 422),
        ({"state": "assigned", "topic": "cost"}, 422),
        ({"state": "out_of_scope"}, 422),
        ({"state": "assigned", "topic": "heart", **ticked}, 400),
        ({"state": "learnt"}, 400),
        ({"state": "dismissed", "version": "x"}, 400),
        ({"state": "dismissed", "version": "2"}, 409),
    ):
        assert sam.post(f"/gaps/{group}", **{"version": "1", **form}).status_code == status, form
    assert row(desk, group) == ("open", None, 1)


def test_messages_of_other_groups_cannot_be_slipped_in(desk: Desk) -> None:
    group = asked(desk, CUPPING[0])
    sam = desk.person("sam")
    sam.get(f"/gaps/{group}")
    other = {"keep-1": f"{'0' * 32}.m0"}
    sam.post(f"/gaps/{group}", version=1, state="out_of_scope", **other)
    assert "0 conversations" not in sam.get("/gaps?show=out_of_scope").text
    assert "1 conversation" in sam.get("/gaps").text


def test_messages_in_the_same_words_have_one_tick(desk: Desk) -> None:
    group = asked(desk, CUPPING[0], CUPPING[0].upper(), CUPPING[2])
    sam = desk.person("sam")
    assert "2 times, last" in sam.get(f"/gaps/{group}").text
    assert len(kept(sam)) == 2
    sam.post(f"/gaps/{group}", version=1, state="out_of_scope", **kept(sam))
    assert "3 conversations" in sam.get("/gaps?show=out_of_scope").text


def test_clinicians_see_gaps_and_decide_nothing(desk: Desk) -> None:
    group = asked(desk, *CUPPING)
    robin = desk.person("robin", CLINICIAN)
    assert "<button" not in robin.get("/gaps").text.partition("<main")[2]
    assert "<button" not in robin.get(f"/gaps/{group}").text.partition("<main")[2]
    assert robin.post(f"/gaps/{group}", version=1, state="dismissed").status_code == 403


def test_a_group_that_is_not_there_is_not_found(desk: Desk) -> None:
    sam = desk.person("sam")
    assert sam.get("/gaps/none").status_code == 404
    assert sam.get("/gaps?show=other").status_code == 400
