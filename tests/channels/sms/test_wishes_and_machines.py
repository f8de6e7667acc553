"""Wishes for no more texts in any words, what machines send, and words that the provider answers itself. Over real HTTP."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.channels.sms.machines import is_reaction
from tests.support.clock import TUESDAY_MORNING
from tests.support.phone import QUESTION, SMS, Phone
from tests.support.server import WIDE_RATES, Server

pytestmark = pytest.mark.clock(TUESDAY_MORNING)


@pytest.fixture(scope="module")
def texting(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server at a provider that answers STOP, START and HELP itself, as Twilio does unless told otherwise."""
    sms = {name: value for name, value in SMS.items() if name != "FRONTDESK_SMS_KEYWORDS"}
    running = Server(tmp_path_factory.mktemp("texting"), now=TUESDAY_MORNING, **WIDE_RATES, **sms)
    yield running
    running.stop()


@pytest.mark.parametrize("text", ["wrong number stop", "i do not consent to texts", "lose my number", "🛑", "STPO"])
def test_a_wish_in_other_words_is_confirmed_once(phone: Phone, text: str) -> None:
    (sent,) = phone.say(text)
    assert sent.kind == "sms_last"
    assert phone.say(QUESTION) == []


@pytest.mark.parametrize(
    "text",
    [
        "who put me on this list",
        "how did i end up on ur list",
        "i never signed up for these texts",
        "why am I on your text list??",
    ],
)
def test_what_may_be_a_wish_is_asked_about_once_and_yes_opts_out(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    assert "no more texts from us? Then reply STOP" in phone.reply(text)
    (sent,) = phone.say("yes")
    assert sent.kind == "sms_last"


@pytest.mark.parametrize(
    "text", ["no need for reminders thanks", "quit sending me those number lists", "by email rather than text please"]
)
def test_who_wants_less_is_not_opted_out(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    assert "no more texts from us" not in " ".join(sent.text for sent in phone.say(text))
    assert phone.say(QUESTION)


def test_who_texted_by_mistake_gets_one_friendly_line(phone: Phone) -> None:
    assert "This is Momentum Physiotherapy, a physiotherapy clinic" in phone.reply("oops wrong number sorry")


@pytest.mark.parametrize("text", ["💀💀", "😂", "❤️ 🙏"])
def test_picture_signs_alone_are_met_with_silence(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    assert phone.say(text) == []


def test_a_picture_sign_that_may_tell_of_an_emergency_is_answered(phone: Phone) -> None:
    assert "In an emergency call 911" in phone.reply("🚑")


def test_a_second_doubt_within_a_day_is_not_asked_about_again(phone: Phone) -> None:
    phone.say(QUESTION)
    phone.say("who put me on this list")
    assert "Then reply STOP" not in phone.reply("pls end")
    assert phone.say(QUESTION)


@pytest.mark.parametrize("word", ["STOP", "Unsubscribe", "CANCEL"])
def test_a_word_that_the_provider_confirms_is_not_confirmed_twice(phone: Phone, word: str) -> None:
    phone.say(QUESTION)
    assert phone.say(word) == []
    assert phone.say(QUESTION) == []
    assert phone.say("START") == []
    assert phone.say(QUESTION)


def test_the_provider_answers_help_but_not_its_french_word(phone: Phone) -> None:
    phone.say(QUESTION)
    assert phone.say("HELP") == []
    assert "780 555-0100" in phone.reply("aide")


@pytest.mark.parametrize(
    "text",
    [
        "I'm driving with Do Not Disturb turned on. I'll get back to you",
        "Automatic reply: I am out of the office until Monday",
        "Liked “See you Tuesday”",
        "Emphasized an image",
        "A aimé « À mardi »",
    ],
)
def test_machines_are_met_with_silence(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    assert phone.say(text) == []
    assert phone.say(QUESTION)


def test_a_driver_with_a_warning_sign_is_answered(phone: Phone) -> None:
    sent = phone.say("I'm driving, will reply later, crushing chest pain and can't breathe")
    assert [text.kind for text in sent if text.kind == "sms_safety"] == ["sms_safety"]


def test_two_machines_do_not_talk_for_more_than_two_texts(phone: Phone) -> None:
    said = "We sell tulips and daffodils in every colour of the rainbow"
    assert [bool(phone.say(said)) for _ in range(5)] == [True, True, False, False, False]


@pytest.mark.parametrize("text", ["Liked the visit", "I loved “Cats”", "Loved it", "A aimé la séance"])
def test_words_of_liking_alone_are_a_persons(text: str) -> None:
    assert not is_reaction(text)


def test_parts_of_a_long_text_are_one_turn_in_the_order_in_which_they_were_written(phone: Phone) -> None:
    phone.send("(2/2) know how much a visit costs")
    phone.send("(1/2) before I come in I would like to")
    phone.wait()
    assert phone.states() == ["done", "done"]
    answers = [sent.text for sent in phone.received()]
    assert len(answers) == 1 or answers[0].startswith("Automated")
    assert "fees" in answers[-1]


def test_words_beside_a_picture_are_answered_and_the_picture_is_spoken_of(phone: Phone) -> None:
    phone.say(QUESTION)
    answers = [sent.text for sent in phone.say("how long does a visit take?", NumMedia="1")]
    assert "can't see your picture" in answers[0]
    assert "appointment times" in answers[-1]
