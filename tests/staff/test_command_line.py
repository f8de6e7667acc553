"""`python -m frontdesk requests` shows and does what the front desk's page does."""

import json
from datetime import datetime, timezone

import pytest

from frontdesk.appointments.appointment import Appointment, Details
from frontdesk.appointments.hand_off import HandOff
from frontdesk.notices.queue import Notices
from frontdesk.settings.values import SettingsError
from frontdesk.staff.command_line import CommandLine, Wish
from frontdesk.staff.roles import CLINICIAN, DESK
from tests.support.console import Desk
from tests.support.slots import new
from tests.support.talks import at, talk

NOON = "2026-11-24T18:00"


def asked(desk: Desk, kind: str = "callback") -> Appointment:
    report = Notices(desk.config, desk.store).report
    hand_off = HandOff(desk.store.engine, desk.console.desk.appointments, desk.config.clinic, report)
    said = Details(name="Ada Example", phone="+17805550123", note="i lost a glove" if kind == "message" else "")
    values = {"method": "request", "kind": kind, "created_at": datetime.now(timezone.utc)}
    return hand_off.request(new(said, conversation_id=talk(desk.store), **values))


@pytest.fixture
def line(desk: Desk) -> CommandLine:
    return CommandLine(desk.config, desk.store)


def test_notes_and_who_sees_to_it_are_shown(desk: Desk, line: CommandLine) -> None:
    item, sam = asked(desk), desk.person("sam", DESK)
    sam.post(f"/requests/{item.id}/claim")
    line.do(line.account("sam"), item, Wish(note="prefers mornings"))
    (text,) = line.shown([item], as_json=False)
    assert "seen to by: Sam" in text
    assert "prefers mornings" in text
    row = json.loads(line.shown([item], as_json=True)[0])
    assert row["seen_to_by"] == "Sam"
    assert [(note["by"], note["outcome"], note["text"]) for note in row["notes"]] == [
        ("Sam", "note", "prefers mornings")
    ]


@pytest.mark.parametrize(
    ("kind", "wish", "state"),
    [
        ("callback", Wish(done=True), "fulfilled"),
        ("message", Wish(done=True), "fulfilled"),
        ("message", Wish(answer="We have it."), "fulfilled"),
        ("booking", Wish(cancel=True), "cancelled"),
        ("booking", Wish(start=datetime(2026, 11, 26, 20, 30, tzinfo=timezone.utc)), "booked"),
    ],
)
def test_each_change_is_made_as_on_the_page(desk: Desk, line: CommandLine, kind: str, wish: Wish, state: str) -> None:
    with at(NOON):
        item = asked(desk, kind)
        desk.person("sam", DESK)
        line.do(line.account("sam"), item, wish)
        found = line.find(item.reference.lower())
        assert found.status == state
        assert "by staff, console" in line.shown([found], as_json=False, history=True)[0]
        with pytest.raises(SettingsError, match="nothing was done"):
            line.do(line.account("sam"), item, Wish(done=True))


def test_what_cannot_be_is_said_in_a_sentence(desk: Desk, line: CommandLine) -> None:
    with at(NOON):
        item = asked(desk, "booking")
        desk.person("robin", CLINICIAN)
        desk.person("sam")
        for name in ("", "nobody", "robin"):
            with pytest.raises(SettingsError, match="may change requests"):
                line.account(name)
        for wish, told in (
            (Wish(start=datetime(2026, 11, 20, tzinfo=timezone.utc)), "has passed"),
            (Wish(start=datetime(2026, 11, 26, tzinfo=timezone.utc), practitioner="none"), "No practitioner"),
        ):
            with pytest.raises(SettingsError, match=told):
                line.do(line.account("sam"), item, wish)
        with pytest.raises(SettingsError, match="There is no request"):
            line.find("AAA-AAA")
