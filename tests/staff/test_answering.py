"""Messages that patients left, answered where they can read it: in the chat, by text, by e-mail."""

import json
from datetime import datetime, timezone
from typing import Any

import pytest
import sqlalchemy as sa

from frontdesk.appointments.appointment import MESSAGE, Appointment, Details
from frontdesk.appointments.hand_off import HandOff
from frontdesk.conversations.transcript import Transcript
from frontdesk.notices.answers import answer_letter
from frontdesk.notices.queue import Notices
from frontdesk.staff.roles import CLINICIAN, DESK
from frontdesk.storage.booking_models import appointments, outbox
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.sms_models import contacts as contacts_table
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.opt_outs import KEYWORD, OptOuts
from tests.support.console import Browser, Desk
from tests.support.slots import new
from tests.support.talks import talk

PHONE = "+17805550123"
SCARF = "i left my scarf at your clinic"
SIGNED = "Sam from the front desk of Valley Health answers your message: We have it!"


def left(desk: Desk, channel: str = "web", email: str = "") -> Appointment:
    """A message that a patient left."""
    conversation_id = talk(desk.store, (SCARF, "handoff"), channel=channel)
    report = Notices(desk.config, desk.store).report
    hand_off = HandOff(desk.store.engine, desk.console.desk.appointments, desk.config.clinic, report)
    values = {"method": "request", "kind": MESSAGE, "created_at": datetime.now(timezone.utc), "channel": channel}
    return hand_off.request(new(Details(note=SCARF, email=email), conversation_id=conversation_id, **values))


def by_text(desk: Desk, message: Appointment) -> None:
    """The patient's phone goes on with the conversation."""
    with writing(desk.store.engine) as connection:
        contacts = Contacts(desk.store.vault, desk.store.lookup)
        contact = contacts.reach(connection, PHONE, utc_now())
        connection.execute(
            contacts_table.update().where(contacts_table.c.id == contact.id),
            {"conversation_id": message.conversation_id},
        )


def answer(browser: Browser, message: Appointment, text: str = "We have it!", version: int = 1) -> Any:
    return browser.post(f"/requests/{message.id}/answer", version=version, text=text)


def read_in_chat(desk: Desk, message: Appointment) -> list[str]:
    said = Transcript(desk.store.engine, desk.store.vault).since(message.conversation_id, None, 99)[0]
    return [each["text"] for each in said if each["from"] == "staff"]


def sent(desk: Desk, *kinds: str) -> list[dict[str, Any]]:
    with desk.store.engine.connect() as connection:
        rows = connection.execute(sa.select(outbox.c.payload).where(outbox.c.kind.in_(kinds))).scalars()
        return [json.loads(desk.store.vault.open(row)) for row in rows]


def state(desk: Desk, message: Appointment) -> str:
    with desk.store.engine.connect() as connection:
        return str(
            connection.execute(sa.select(appointments.c.status).where(appointments.c.id == message.id)).scalar_one()
        )


def signed(desk: Desk) -> str:
    return f"Sam from the front desk of {desk.config.clinic.name} answers your message: We have it!"


def test_an_answer_is_read_in_the_chat_with_who_gives_it_and_the_message_is_done(desk: Desk) -> None:
    message, sam = left(desk), desk.person("sam", DESK)
    assert f"/requests/{message.id}#answer" in sam.text
    assert "The patient reads it in the chat" in sam.get(f"/requests/{message.id}").text
    assert answer(sam, message).status_code == 303
    assert read_in_chat(desk, message) == [signed(desk)]
    assert state(desk, message) == "fulfilled"
    shown = sam.get(f"/requests/{message.id}").text
    assert "Answered" in shown
    assert "We have it!" in shown
    assert "Send the answer" not in shown


def test_an_answer_goes_by_text_and_by_e_mail_where_these_are_known(desk: Desk) -> None:
    message, sam = left(desk, "sms", "ada@example.org"), desk.person("sam")
    by_text(desk, message)
    assert "by text and by e-mail" in sam.get(f"/requests/{message.id}").text
    answer(sam, message)
    assert [text["text"] for text in sent(desk, "sms_reply", "sms_notice")] == [signed(desk)]
    (mail,) = sent(desk, "answer")
    assert (mail["to"], mail["text"], mail["reference"]) == ("ada@example.org", signed(desk), message.reference)


def test_two_answers_are_one(desk: Desk) -> None:
    message, sam, robin = left(desk), desk.person("sam"), desk.person("robin")
    answer(sam, message)
    late = answer(robin, message, "No scarf here.")
    assert late.status_code == 409
    assert "Nothing of yours was saved" in late.text
    assert read_in_chat(desk, message) == [signed(desk)]


def test_an_answer_that_nobody_could_read_is_not_taken(desk: Desk) -> None:
    message, sam = left(desk), desk.person("sam")
    Transcript(desk.store.engine, desk.store.vault).end(message.conversation_id)
    assert "no other way to answer in writing is known" in sam.get(f"/requests/{message.id}").text
    refused = answer(sam, message)
    assert refused.status_code == 422
    assert "Nothing was sent" in refused.text
    assert state(desk, message) == "proposed"


def test_a_phone_that_opted_out_is_not_texted(desk: Desk) -> None:
    message, sam = left(desk, "sms"), desk.person("sam")
    by_text(desk, message)
    with writing(desk.store.engine) as connection:
        OptOuts(desk.store.lookup).record(connection, PHONE, KEYWORD)
    assert answer(sam, message).status_code == 422
    assert sent(desk, "sms_reply", "sms_notice") == []


@pytest.mark.parametrize("text", ["", "x" * 1001])
def test_an_empty_or_endless_answer_is_not_taken(desk: Desk, text: str) -> None:
    message, sam = left(desk), desk.person("sam")
    assert answer(sam, message, text).status_code in (413, 422)
    assert state(desk, message) == "proposed"


def test_clinicians_answer_nothing(desk: Desk) -> None:
    message, robin = left(desk), desk.person("robin", CLINICIAN)
    assert "Send the answer" not in robin.get(f"/requests/{message.id}").text
    assert answer(robin, message).status_code == 403


def test_the_e_mail_says_how_to_go_on(desk: Desk) -> None:
    subject, text = answer_letter("K7M-4QX", SIGNED, desk.config.clinic, "en")
    assert subject.endswith("K7M-4QX")
    assert SIGNED in text
    assert desk.config.clinic.phone in text
