"""Texts in the language of the phone, also where a text says nothing of its own."""

from datetime import timedelta

import pytest

from frontdesk.conversations.takeover import Takeovers, joined, left
from frontdesk.conversations.transcript import Transcript
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import utc_now, writing
from frontdesk.texting.relay import relay
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.phone import QUESTION, Phone
from tests.support.server import SECRET

pytestmark = pytest.mark.clock(TUESDAY_MORNING)
IN_FRENCH = "Est-ce que ça fait mal?"


@pytest.fixture
def phone(phone: Phone) -> Phone:
    """A phone that has texted in French."""
    phone.say(IN_FRENCH)
    return phone


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("STOP", "nous n'enverrons plus de textos"),
        ("HELP", "Conseils de santé"),
        ("https://example.org/photo", "je ne lis que les mots"),
    ],
)
def test_what_is_about_texting_is_in_the_language_of_the_phone(phone: Phone, text: str, says: str) -> None:
    assert says in phone.reply(text)


def test_start_is_confirmed_in_the_language_of_the_phone(phone: Phone) -> None:
    phone.say("ARRET")
    assert "vous recevrez de nouveau nos textos" in phone.reply("START")


def test_a_picture_is_noted_in_french(phone: Phone) -> None:
    first, *_ = phone.say("C'est normal?", NumMedia="1", MediaContentType0="image/jpeg")
    assert first.text.startswith("Je ne vois pas votre photo")


def test_a_thumb_begins_a_new_conversation_in_french(phone: Phone) -> None:
    before = phone.contact().conversation_id
    phone.later(last_text_at=utc_now() - timedelta(days=2), offered=None, offered_at=None)
    reply = phone.reply("\N{THUMBS UP SIGN}")
    assert phone.contact().conversation_id != before
    assert "Allez-y" in reply or "Que voulez-vous" in reply


def test_who_writes_english_again_gets_english(phone: Phone) -> None:
    phone.say(QUESTION)
    assert phone.contact().language == "en"
    assert "no more texts from us" in phone.reply("STOP")


def test_a_person_who_joins_is_told_of_in_french(phone: Phone) -> None:
    engine = open_only(f"sqlite:///{phone.server.data_dir / 'frontdesk.db'}")
    vault = Vault([SECRET])
    takeovers = Takeovers(Transcript(engine, vault), relay(vault))
    conversation_id = phone.contact().conversation_id
    with writing(engine) as connection:
        takeovers.claim(connection, conversation_id, "sam", "Sam")
    with writing(engine) as connection:
        takeovers.hand_back(connection, conversation_id, "sam")
    engine.dispose()
    told = [sent.text for sent in phone.received()][-2:]
    assert told == [joined("Sam", "fr"), left("Sam", "fr")]
    assert told[0] == "Vous parlez maintenant avec Sam, de la réception."
