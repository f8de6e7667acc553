"""A conversation by text that a person of the front desk has taken over."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from frontdesk.conversations.takeover import Takeovers, joined, left
from frontdesk.conversations.transcript import Transcript
from frontdesk.storage.crypto import Vault
from frontdesk.storage.database import writing
from frontdesk.texting.relay import relay
from tests.support.clock import TUESDAY_MORNING
from tests.support.databases import open_only
from tests.support.phone import EMERGENCY, QUESTION, Phone
from tests.support.server import SECRET

DOUBTFUL = "i had a fever last week"
pytestmark = pytest.mark.clock(TUESDAY_MORNING)


@contextmanager
def with_sam(phone: Phone) -> Iterator[None]:
    """Sam talks with the patient, and hands back at the end."""
    engine = open_only(f"sqlite:///{phone.server.data_dir / 'frontdesk.db'}")
    vault = Vault([SECRET])
    takeovers = Takeovers(Transcript(engine, vault), relay(vault))
    conversation_id = phone.contact().conversation_id
    with writing(engine) as connection:
        takeovers.claim(connection, conversation_id, "sam", "Sam")
    yield
    with writing(engine) as connection:
        takeovers.hand_back(connection, conversation_id, "sam")
    engine.dispose()


@pytest.mark.parametrize("text", ["are you there", QUESTION, "1", "99", "more", "\N{SLICE OF PIZZA}", "x" * 1100])
def test_the_assistant_texts_nothing_and_the_text_is_kept(phone: Phone, text: str) -> None:
    phone.say("what does it cost, and does it hurt?")
    with with_sam(phone):
        assert phone.say(text) == []
        assert phone.states()[-1] == "done"
    assert [sent.text for sent in phone.received()][-2:] == [joined("Sam"), left("Sam")]
    assert len(phone.say("is it safe?")) == 1


def test_a_warning_sign_is_answered_all_the_same(phone: Phone) -> None:
    phone.say("hello")
    with with_sam(phone):
        (warning,) = phone.say(EMERGENCY)
    assert warning.kind == "sms_safety"
    assert "911" in warning.text


@pytest.mark.parametrize("text", ["1", "yes", "Some of it"])
def test_yes_to_a_check_that_was_asked_before_a_person_came_is_a_warning(phone: Phone, text: str) -> None:
    assert "1 Some of it" in phone.reply(DOUBTFUL)
    with with_sam(phone):
        (warning,) = phone.say(text)
        assert phone.say("yes") == []
    assert warning.kind == "sms_safety"
    assert "811" in warning.text or "911" in warning.text


def test_no_to_it_is_texted_nothing(phone: Phone) -> None:
    phone.say(DOUBTFUL)
    with with_sam(phone):
        assert phone.say("2") == []


def test_stop_and_help_work_whoever_speaks(phone: Phone) -> None:
    phone.say("hello")
    with with_sam(phone):
        assert [sent.kind for sent in phone.say("HELP")] == ["sms_reply"]
        assert [sent.kind for sent in phone.say("STOP")] == ["sms_last"]
