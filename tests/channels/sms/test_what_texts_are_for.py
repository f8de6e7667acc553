"""What patients text beside questions: anger, partial wishes, things for the staff, wishes beside a warning. Over real HTTP."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.repository import Appointments
from frontdesk.storage.crypto import Lookup, Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.sms_models import contacts
from frontdesk.texting.appointment_words import reminder_options
from frontdesk.texting.contacts import Contacts
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.phone import EMERGENCY, QUESTION, Phone
from tests.support.server import SECRET

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
VAULT, LOOKUP = Vault([SECRET]), Lookup([SECRET])


def kept(phone: Phone) -> list[Appointment]:
    """What the front desk has of a phone."""
    engine = open_only(f"sqlite:///{phone.server.data_dir / 'frontdesk.db'}")
    appointments = Appointments(VAULT, LOOKUP)
    with engine.connect() as connection:
        ids = connection.execute(
            sa.select(contacts.c.conversation_id).where(contacts.c.id == phone.contact().id)
        ).scalar()
        found = appointments.of_conversation(connection, ids or "")
    engine.dispose()
    return found


def notes(phone: Phone) -> list[str]:
    """The messages that the front desk has of a phone."""
    return [item.details.note for item in kept(phone) if item.kind == "message"]


def said(phone: Phone, text: str) -> str:
    return " ".join(sent.text for sent in phone.say(text))


@pytest.mark.parametrize(
    "text",
    ["and refund my money", "im so fed up with you people", "ill get my lawyer on this", "you charged me for nothing"]
    + ["you billed me twice, give it back", "ive had enough of this clinic", "remboursez-moi"],
)
def test_anger_about_business_is_passed_on_and_neither_a_sign_nor_an_opt_out(phone: Phone, text: str) -> None:
    phone.say("what are your hours")
    assert "988" not in said(phone, text)
    assert notes(phone) == [text]
    assert phone.say(QUESTION)


def test_an_opt_out_in_anger_is_one_and_the_rest_reaches_the_front_desk(phone: Phone) -> None:
    phone.say(QUESTION)
    (sent,) = phone.say("stop texting me and refund my money")
    assert sent.kind == "sms_last"
    assert notes(phone) == ["stop texting me and refund my money"]


@pytest.mark.parametrize("text", ["and refund my money", "cancel my visit on monday", "tell Lee the brace broke"])
def test_who_has_opted_out_gets_silence_but_is_passed_on(phone: Phone, text: str) -> None:
    phone.say("STOP")
    assert phone.say(text) == []
    assert notes(phone) == [text]


@pytest.mark.parametrize(
    "text", ["i have crushing chest pain so cancel tomorrow", "face is drooping, cant make it to my 3 oclock"]
)
def test_a_wish_beside_a_warning_is_passed_on_and_that_is_said(phone: Phone, text: str) -> None:
    texts = phone.say(text)
    assert texts[0].kind == "sms_safety"
    assert "was passed on to the front desk" in texts[-1].text
    assert notes(phone) == [text]


def test_a_warning_without_a_wish_is_no_message(phone: Phone) -> None:
    assert [sent.kind for sent in phone.say(EMERGENCY)] == ["sms_safety"]
    assert notes(phone) == []


def test_a_sign_in_reply_to_a_reminder_is_passed_on(phone: Phone) -> None:
    phone.say(QUESTION)
    engine = open_only(f"sqlite:///{phone.server.data_dir / 'frontdesk.db'}")
    with writing(engine) as connection:
        Contacts(VAULT, LOOKUP).offer(connection, phone.contact().id, reminder_options("a" * 32, "ABC-234"), utc_now())
    engine.dispose()
    assert "was passed on to the front desk" in said(phone, EMERGENCY)
    assert notes(phone) == [EMERGENCY]


@pytest.mark.parametrize(
    "text",
    ["no more reminders thanks", "stop reminding me ok", "plus de rappels svp", "unsubscribe me from reminders"]
    + ["quit sending reminders", "je veux plus de rappels"],
)
def test_no_reminders_is_done_and_said_and_opts_nobody_out(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    phone.later(consented_at=utc_now())
    reply = said(phone, text)
    assert "no more reminders by text" in reply or "plus de rappels par texto" in reply
    assert phone.contact().consented_at is None
    assert phone.say(QUESTION)


@pytest.mark.parametrize(
    "text",
    ["stop the menus pls", "email me instead", "take me off the wait list", "put me on your list", "am i on the list"]
    + ["no texts after 8pm please"],
)
def test_partial_wishes_are_passed_on_and_said(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    assert f'"{text}"' in said(phone, text)
    assert notes(phone) == [text]
    assert phone.say(QUESTION)


def test_a_list_that_is_not_named_is_asked_about_and_then_meant(phone: Phone) -> None:
    phone.say(QUESTION)
    assert "no more texts from us?" in phone.reply("take me off the list")
    (sent,) = phone.say("i meant the texts")
    assert sent.kind == "sms_last"


@pytest.mark.parametrize(
    "text",
    [
        "actually its fine you can text me",
        "i didnt mean to stop your texts",
        "j'ai changé d'idée vous pouvez me texter",
    ],
)
def test_a_change_of_mind_lets_texts_in_again(phone: Phone, text: str) -> None:
    phone.say("STOP")
    assert phone.say(text)
    assert phone.say(QUESTION)


def test_start_is_heard_while_a_question_about_a_sign_is_open(phone: Phone) -> None:
    phone.say("my arm feels strange and heavy since this morning")
    phone.say("STOP")
    assert "you will get our texts again" in said(phone, "START")


@pytest.mark.parametrize(
    "text",
    [
        "I left my umbrella",
        "is the parking gate broken",
        "i need my receipt from last week",
        "the tap in the washroom drips",
    ]
    + ["can u thank the fellow at the desk", "dites au physio que l'attelle marche"],
)
def test_what_is_for_the_staff_is_passed_on_in_its_words(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    assert "front desk" in (reply := said(phone, text)) or "réception" in reply
    assert notes(phone) == [text]


def test_ok_behind_a_message_asks_for_no_call(phone: Phone) -> None:
    phone.say("tell Lee the brace works")
    assert "call you back" not in said(phone, "ok")


@pytest.mark.parametrize("answer", ["yes", "1", "ok go on"])
def test_after_start_a_booking_goes_on_only_if_that_is_wished(phone: Phone, answer: str) -> None:
    for text in ("i want to book an appointment", "Ana Moreau", "friday morning", "STOP"):
        phone.say(text)
    reply = said(phone, "START")
    assert (
        "You had begun to ask for an appointment (Friday 27 November, in the morning). Shall we go on with it?" in reply
    )
    assert "What is the visit for?" in said(phone, answer)


def test_after_start_a_booking_may_be_left(phone: Phone) -> None:
    for text in ("i want to book an appointment", "Ana Moreau", "STOP", "START"):
        phone.say(text)
    assert "I've stopped" in said(phone, "no thanks")


def test_start_without_a_booking_asks_nothing(phone: Phone) -> None:
    phone.say("STOP")
    assert "Shall we go on" not in said(phone, "START")


def test_keep_it_misspelt_keeps(phone: Phone) -> None:
    for text in ("book for friday morning, my name is Ana Lee, sore knee, im new", "1", "cancel my appointment"):
        phone.say(text)
    assert "nothing was changed" in said(phone, "no wate keap it")
    assert [item.status for item in kept(phone)] == ["proposed"]


def test_the_reminder_of_a_day_ago_is_no_reason_to_pass_on(phone: Phone) -> None:
    phone.say(QUESTION)
    phone.later(offered_at=utc_now() - timedelta(days=2))
    phone.say(EMERGENCY)
    assert notes(phone) == []
