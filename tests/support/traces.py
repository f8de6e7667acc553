"""A patient who has left something in every table, and a search for it in everything that is stored."""

import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from frontdesk.appointments.appointment import Appointment, Details
from frontdesk.appointments.hand_off import HandOff
from frontdesk.appointments.verification import Verifications
from frontdesk.booking.draft import BOOK, Draft, Drafts
from frontdesk.channels.sms.inbox import Content, InboundTexts
from frontdesk.conversations import takeover
from frontdesk.conversations.feedback import Feedback
from frontdesk.conversations.messages import plain_message
from frontdesk.conversations.turns import Turns
from frontdesk.language.packs import ENGLISH
from frontdesk.notices.mail_transport import MailFolder, mail_folder
from frontdesk.notices.queue import STAFF_SUMMARY
from frontdesk.outbox.rows import Outbox
from frontdesk.staff import trail, work
from frontdesk.staff.accounts import Account
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.crypto import UnreadableError
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import metadata, tracker_events
from frontdesk.storage.store import Store
from frontdesk.texting.consents import WORDINGS, Consents
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.opt_outs import KEYWORD, OptOuts
from frontdesk.texting.texts import REPLY, Texts
from tests.support.slots import clinic, new, queue, slot_at, slots_of

# Words that appear nowhere else.
NAME, WORDS, STAFF_WORDS = "Quillon Zabriskie", "marzipan elbow", "rang the zabriskies"
PHONE, EMAIL = "+17805550187", "quillon.zabriskie@example.org"
# What this patient answers from the question for the phone on, to the end of a booking.
BOOKING = ("(780) 555-0187", "next tuesday morning", f"{WORDS} since spring", "no, never been there", "yes", EMAIL)
CANARIES = (NAME, "Zabriskie", WORDS, STAFF_WORDS, PHONE, "7805550187", "780-555-0187", "(780) 555-0187", EMAIL)
DETAILS = Details(name=NAME, phone=PHONE, email=EMAIL, reason=WORDS, patient_type="new", remind=True)
OTHER = replace(DETAILS, name="Ada Example", phone="+17805550123", email="ada@example.org", reason="sore shoulder")
TAKEN = slot_at("09:00", day=date(2026, 12, 1))


@dataclass(frozen=True)
class Left:
    """What the patient has: conversations on the web and by text, appointments, and what belongs to somebody else."""

    web: str
    sms: str
    booked: Appointment
    waiting: Appointment
    requested: Appointment
    other: Appointment
    other_conversation: str


def leave_everywhere(store: Store, account: Account, data_dir: Path) -> Left:
    """A patient who has chatted, texted, booked, waits for a time, was talked to, noted, written to and reminded."""
    web, sms = _chat(store, account), _text(store)
    booked, waiting, requested = _appointments(store, account, web)
    _messages(store, booked, data_dir)
    other_conversation = Turns(store.engine, store.vault).start_conversation("web")
    other = _requests(store).request(_asked(other_conversation, OTHER))
    return Left(web, sms, booked, waiting, requested, other, other_conversation)


def _said(turns: Turns, conversation: str, number: int, text: str) -> None:
    reply = plain_message(f"We call {PHONE}.", "bot", "answer")
    turns.finish(turns.claim(conversation, f"m{number}", text).id, [reply | {"id": f"reply-{number}"}])


def _chat(store: Store, account: Account) -> str:
    turns = Turns(store.engine, store.vault)
    web = turns.start_conversation("web", [plain_message("Hello.")], "address")
    for number, text in enumerate((f"I'm {NAME}, {WORDS}", "my number is (780) 555-0187")):
        _said(turns, web, number, text)
    Feedback(store.engine, store.vault).say(web, "reply-1", True, f"thanks, {NAME}")
    Drafts(store.engine, store.vault).save(web, Draft(BOOK, details=DETAILS))
    Verifications(store.engine, store.lookup, lambda *_: None).start(web, EMAIL, known=True)
    with writing(store.engine) as connection:
        takeover.ask(connection, web)
        trail.note(connection, account, "read", f"conversation:{web}")
        connection.execute(
            tracker_events.insert(),
            {
                "conversation_id": web,
                "starts_session": True,
                "event_count": 1,
                "saved_at": utc_now(),
                "events": store.vault.seal(json.dumps([{"event": "user", "text": WORDS}])),
            },
        )
    return web


def _text(store: Store) -> str:
    contacts, texts = Contacts(store.vault, store.lookup), Texts(store.vault)
    inbound = InboundTexts(store.vault, store.lookup)
    for number in range(2):
        inbound.accept(store.engine, "twilio", f"SM{number}", Content(PHONE, "+17805550100", f"{NAME} {number}"))
    claim = inbound.claim(store.engine)
    assert claim is not None
    with writing(store.engine) as connection:
        contact = contacts.reach(connection, PHONE, utc_now())
        contacts.offer(connection, contact.id, [("book", f"Book for {NAME}")], utc_now())
        contacts.keep_rest(connection, contact.id, WORDS)
        Consents(store.lookup).record(
            connection, PHONE, contact.conversation_id, WORDINGS.text(ENGLISH, "chat_by_text"), utc_now()
        )
        OptOuts(store.lookup).record(connection, PHONE, KEYWORD)
        texts.put(connection, contact.id, REPLY, f"text:{claim.id}", f"Hello {NAME}")
        inbound.finish(connection, claim)
    _said(Turns(store.engine, store.vault), contact.conversation_id, 0, WORDS)
    with writing(store.engine) as connection:
        later = contacts.reach(connection, PHONE, utc_now() + timedelta(hours=25))
        contacts.offer(connection, later.id, [("book", f"Book for {NAME}")], utc_now())
    _said(Turns(store.engine, store.vault), later.conversation_id, 0, "it's me again")
    return later.conversation_id


def _asked(conversation: str, details: Details = DETAILS) -> Appointment:
    return new(details, method="request", conversation_id=conversation, created_at=datetime.now(timezone.utc))


def _requests(store: Store) -> HandOff:
    from tests.support.slots import stored_appointments

    return HandOff(store.engine, stored_appointments(), clinic(), queue)


def _appointments(store: Store, account: Account, web: str) -> tuple[Appointment, Appointment, Appointment]:
    slots, now = slots_of(store.engine), datetime.now(timezone.utc)
    held = slots.hold(new(DETAILS, conversation_id=web, created_at=now), TAKEN, now)
    booked = slots.confirm(held.id, DETAILS, now)
    waiting = slots.join(new(DETAILS, conversation_id=web, created_at=now), "visit", None)
    requested = _requests(store).request(_asked(web, replace(DETAILS, phone="", email="", note=WORDS)))
    with writing(store.engine) as connection:
        work.Work(store.vault).note(connection, booked.id, account, "note", STAFF_WORDS)
        work.claim(connection, booked.id, account)
    return booked, waiting, requested


def _messages(store: Store, booked: Appointment, data_dir: Path) -> None:
    sent, payload = Outbox(store.vault), {"event": "booked", "appointment": booked.as_dict()}
    soon = datetime.now(timezone.utc) + timedelta(days=1)
    others = {"event": "booked", "appointment": replace(booked, id="f" * 32, details=OTHER).as_dict()}
    with writing(store.engine) as connection:
        sent.put(connection, "patient_email", f"{booked.id}:1:booked:patient_email", payload, None, booked.id)
        sent.put(connection, "reminder", f"{booked.id}:1:booked:reminder", payload, soon, booked.id)
        sent.put(connection, "code", "code:1", {"to": EMAIL, "code": "123456", "minutes": 10})
        sent.put(connection, "staff_alert", "staff_alert:1", {"event": "emergency", "phone": PHONE, "reference": ""})
        sent.put(connection, STAFF_SUMMARY, "summary:1", {"items": [payload, others]})
        connection.execute(outbox.update().where(outbox.c.kind == "patient_email").values(state="sent"))
    message = EmailMessage()
    message["To"], message["Message-ID"], message["Subject"] = EMAIL, "<one@example.org>", "Your appointment"
    message.set_content(f"Hello {NAME}, see you soon.")
    MailFolder(mail_folder(data_dir)).send(message)


def found_in_tables(store: Store) -> list[str]:
    """Where a canary, or a keyed hash of number or address, is in the database: "table.column: canary"."""
    hashes = {store.lookup.hash(PHONE), store.lookup.hash(EMAIL)}
    found = []
    with store.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(sa.select(table)):
                for name, value in row._mapping.items():
                    said = _opened(store, value)
                    found += [f"{table.name}.{name}: {each}" for each in (*CANARIES, *hashes) if each in said]
    return found


def _opened(store: Store, value: Any) -> str:
    if not isinstance(value, bytes):
        return str(value)
    try:
        text = store.vault.open(value)
    except UnreadableError:
        return value.decode("utf-8", "replace")
    return f"{text}\n{json.loads(text)}" if text[:1] in "[{" else text


def found_in_files(folder: Path, hashes: tuple[str, ...] = ()) -> list[str]:
    """Which files contain a canary or one of the hashes as plain bytes."""
    return [
        f"{file.relative_to(folder)}: {each}"
        for file in folder.rglob("*")
        if file.is_file()
        for each in (*CANARIES, *hashes)
        if each.encode() in file.read_bytes()
    ]
