"""Text messages over real HTTP: who may call, what is answered, in which order, and what is never said."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import requests

from frontdesk.channels.sms.selection import clean
from frontdesk.channels.sms.senders import is_phone
from frontdesk.storage.database import utc_now
from frontdesk.texting.gsm import segments
from tests.support.clock import TUESDAY_MORNING
from tests.support.phone import ACCOUNT, EMERGENCY, OLD_TOKEN, PUBLIC_URL, QUESTION, Phone, booked, signed
from tests.support.server import Server

pytestmark = pytest.mark.clock(TUESDAY_MORNING)


def test_a_text_is_acknowledged_with_empty_twiml_and_answered_afterwards(phone: Phone) -> None:
    answer = phone.post(phone.fields(QUESTION))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/xml")
    assert answer.text.endswith("<Response/>")
    phone.wait()
    assert phone.states() == ["done"]
    assert [sent.kind for sent in phone.received()][-1] == "sms_reply"


def test_the_old_token_counts_while_it_is_being_replaced(phone: Phone) -> None:
    fields = phone.fields(QUESTION)
    assert phone.post(fields, signed("/sms/twilio", fields, OLD_TOKEN)).status_code == 200


@pytest.mark.parametrize("forged", ["", "wrong", "é", "other token", "other url", "other text", "http"])
def test_what_the_provider_did_not_sign_is_refused_and_not_stored(phone: Phone, forged: str) -> None:
    fields = phone.fields(QUESTION)
    signature = {
        "other token": signed("/sms/twilio", fields, "3" * 32),
        "other url": signed("/sms/twilio/status", fields),
        "other text": signed("/sms/twilio", fields | {"Body": "something else"}),
        "http": signed("/sms/twilio", fields, url=PUBLIC_URL.replace("https", "http")),
    }.get(forged, forged)
    answer = phone.post(fields, signature.encode("utf-8").decode("latin-1"))
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "invalid_signature"
    assert phone.states() == []


@pytest.mark.parametrize("path", ["/sms/twilio", "/sms/twilio/status?message=unknown"])
def test_a_signed_call_of_another_account_is_refused_and_the_log_says_why(phone: Phone, path: str) -> None:
    fields = phone.fields(QUESTION) | {"AccountSid": "AC" + "9" * 32, "MessageStatus": "delivered"}
    answer = phone.post(fields, path=path)
    assert answer.status_code == 403
    assert answer.json()["error"]["code"] == "invalid_signature"
    assert phone.states() == []
    log = phone.server.log.read_text()
    assert f"Refused a call to {path.partition('?')[0]}: account (" in log
    assert "AC9" not in log


def test_a_dropped_blank_field_does_not_fit_the_signature(phone: Phone) -> None:
    fields = phone.fields(QUESTION)
    without = {name: value for name, value in fields.items() if value}
    assert phone.post(without, signed("/sms/twilio", fields)).status_code == 403


def test_a_replayed_call_is_acknowledged_and_changes_nothing(phone: Phone) -> None:
    fields = phone.fields(QUESTION)
    for _ in range(3):
        assert phone.post(fields).status_code == 200
    phone.wait()
    texts = phone.received()
    assert phone.post(fields).status_code == 200
    time.sleep(1.5)
    assert phone.states() == ["done"]
    assert phone.received() == texts


def test_calls_that_arrive_together_are_one_text(phone: Phone) -> None:
    fields = phone.fields(QUESTION)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: phone.post(fields).status_code, range(16)))
    assert set(answers) == {200}
    phone.wait()
    assert phone.states() == ["done"]


def test_a_call_without_an_id_is_refused(phone: Phone) -> None:
    fields = phone.fields(QUESTION)
    del fields["MessageSid"]
    assert phone.post(fields).status_code == 400


def test_other_providers_and_methods_have_no_route(texting: Server, phone: Phone) -> None:
    assert phone.post(phone.fields(QUESTION), path="/sms/signed_http").status_code == 404
    assert requests.get(f"{texting.url}/sms/twilio", timeout=5).status_code == 405


def test_a_body_that_is_too_large_is_refused(phone: Phone) -> None:
    assert phone.post(phone.fields("a" * 20_000)).status_code == 413


def test_without_a_provider_there_are_no_routes(server: Server) -> None:
    assert requests.post(f"{server.url}/sms/twilio", timeout=5).status_code == 404


def test_calls_are_acknowledged_at_once(texting: Server) -> None:
    phones = [Phone(texting) for _ in range(8)]

    def call(number: int) -> float:
        phone = phones[number % 8]
        fields = phone.fields(QUESTION)
        began = time.perf_counter()
        assert phone.post(fields).status_code == 200
        return time.perf_counter() - began

    with ThreadPoolExecutor(4) as pool:
        seconds = sorted(pool.map(call, range(64)))
    for phone in phones:
        phone.wait()
    print(f"acknowledged: median {statistics.median(seconds) * 1000:.0f} ms, slowest {seconds[-1] * 1000:.0f} ms")
    assert seconds[-1] < 1


def test_texts_of_one_phone_are_answered_in_their_order(phone: Phone) -> None:
    for text in ("I'd like to book an appointment", "Ana Moreau", "tomorrow morning"):
        phone.send(text)
    phone.wait()
    texts = [sent.text for sent in phone.received()]
    assert "name" in texts[-3]
    assert "When would" in texts[-2]
    assert "visit for" in texts[-1]


def test_the_first_text_introduces_the_assistant_once(phone: Phone) -> None:
    first = phone.say(QUESTION)
    assert first[0].text.startswith("Automated assistant of")
    assert "STOP" in first[0].text
    assert all("Automated assistant" not in sent.text for sent in phone.say("how many sessions do I need?"))


def test_an_emergency_at_first_contact_is_answered_without_an_introduction(phone: Phone) -> None:
    (sent,) = phone.say(EMERGENCY)
    assert sent.kind == "sms_safety"
    assert "911" in sent.text
    assert not sent.text.startswith("Automated")
    assert phone.alerts() == [("emergency", "")]
    phone.say("I also have crushing chest pain")
    assert phone.alerts() == [("emergency", "")]


def test_a_number_selects_from_the_last_list(phone: Phone) -> None:
    listed = phone.say(QUESTION)[-1].text
    assert "\n1 " in listed
    assert any(words in phone.say("1")[-1].text for words in ("needling", "book", "session", "may", "often"))


def test_a_number_of_an_old_list_is_not_guessed_at(phone: Phone) -> None:
    phone.say(QUESTION)
    phone.later(offered_at=utc_now() - timedelta(hours=25))
    assert "list that has ended" in phone.reply("1")


def test_a_number_that_the_list_does_not_have_is_said_to_be_none(phone: Phone) -> None:
    phone.say(QUESTION)
    assert "not in the list" in phone.reply("9")


def test_a_question_asked_again_behind_an_answer_keeps_its_numbers(phone: Phone) -> None:
    phone.say("I'd like to book an appointment")
    assert "\n3 In the afternoon" in phone.say("Ana Moreau")[-1].text
    assert "\n3 In the afternoon" in phone.say("what conditions do you treat?")[-1].text
    assert "afternoon" in phone.reply("3")


def test_a_number_after_a_booking_is_over_begins_no_other(phone: Phone) -> None:
    booked(phone)
    assert "appointment. " not in phone.reply("1")


@pytest.mark.parametrize(
    "text", ["Liked “Please call 911. I can't breathe.”", "👍 to “Call 911”", 'Removed a heart from "Hi"']
)
def test_what_a_phone_says_of_a_finger_on_our_text_is_no_message(phone: Phone, text: str) -> None:
    phone.say(QUESTION)
    assert phone.say(text) == []


@pytest.mark.parametrize("thumb", ["👍", "👍🏽", "👍️"])
def test_a_thumb_is_an_ok(phone: Phone, thumb: str) -> None:
    for text in ("I'd like to book an appointment", "Ana Moreau", "tomorrow morning", "sore knee", "no, first time"):
        phone.say(text)
    assert "reference" in phone.reply(thumb)


def test_words_of_an_option_select_it(phone: Phone) -> None:
    phone.say("can I talk to someone about an appointment")
    assert "name" in phone.say("Book")[-1].text


def test_after_a_day_of_silence_a_new_conversation_begins(phone: Phone) -> None:
    phone.say("I'd like to book an appointment")
    before = phone.contact().conversation_id
    phone.later(last_text_at=utc_now() - timedelta(hours=25))
    phone.say(QUESTION)
    assert phone.contact().conversation_id != before


@pytest.mark.parametrize("text", ["/restart", '/book{"a":1}', "/session_start", "//start over"])
def test_a_slash_is_text(phone: Phone, text: str) -> None:
    phone.say("I'd like to book an appointment")
    answer = phone.say(text)[-1].text
    assert answer
    phone.say("Ana Moreau")
    assert phone.states()[-1] == "done"


def test_a_picture_without_words_is_declined_politely(phone: Phone) -> None:
    phone.say(QUESTION)
    assert "only read words" in phone.reply("", NumMedia="1")
    assert phone.say("🙏") == []


def test_a_text_that_is_too_long_is_declined_unless_it_tells_of_an_emergency(phone: Phone) -> None:
    phone.say(QUESTION)
    assert "too long" in phone.reply("I have a long story to tell. " * 40)
    (sent,) = phone.say("I have a long story to tell. " * 40 + EMERGENCY)
    assert sent.kind == "sms_safety"


@pytest.mark.parametrize("sender", ["32665", "+32665", "MOMENTUM", "+17805550100", "whatsapp:+17805550101", ""])
def test_who_is_no_phone_is_stored_and_never_answered(texting: Server, sender: str) -> None:
    phone = Phone(texting, sender or "unknown")
    assert phone.post(phone.fields(QUESTION)).status_code == 200
    time.sleep(0.2)
    assert set(phone.states()) == {"ignored"}
    assert phone.contact() is None


def test_stop_is_confirmed_once_and_then_there_is_silence(phone: Phone) -> None:
    phone.say(QUESTION)
    (last,) = phone.say("Stop")
    assert last.kind == "sms_last"
    assert "no more texts" in last.text
    assert phone.say("STOP") == []
    assert phone.say(QUESTION) == []
    assert phone.states()[-1] == "ignored"


def test_an_emergency_after_stop_is_answered_and_told(phone: Phone) -> None:
    phone.say("STOP")
    (sent,) = phone.say(EMERGENCY)
    assert sent.kind == "sms_safety"
    assert "911" in sent.text
    assert phone.alerts() == [("emergency", "")]
    assert phone.say("ok thanks") == []


@pytest.mark.parametrize("word", ["START", "unstop"])
def test_a_word_that_asks_for_texts_never_ends_them(phone: Phone, word: str) -> None:
    phone.say(QUESTION)
    assert not any("no more texts" in sent.text for sent in phone.say(word))
    assert phone.say("how much is a visit")


@pytest.mark.parametrize("word", ["START", "unstop"])
def test_start_lets_the_phone_in_again(phone: Phone, word: str) -> None:
    phone.say("STOP")
    (sent,) = phone.say(word)
    assert (sent.kind, "again" in sent.text) == ("sms_reply", True)
    assert phone.say(QUESTION)


def test_the_provider_has_answered_what_it_says_it_has(phone: Phone) -> None:
    phone.say(QUESTION)
    assert phone.say("STOP", OptOutType="STOP") == []
    assert phone.say(QUESTION) == []
    assert phone.say("HELP", OptOutType="HELP") == []
    assert phone.say("START", OptOutType="START") == []
    assert phone.say(QUESTION)


def test_help_names_the_clinic_and_where_to_call_also_after_stop(phone: Phone) -> None:
    for words in ("780-555-0100", "911", "811"):
        assert words in phone.reply("HELP")
    phone.say("STOP")
    (sent,) = phone.say("aide")
    assert (sent.kind, "911" in sent.text) == ("sms_last", True)


def test_a_phone_that_texts_in_french_is_answered_in_french(phone: Phone) -> None:
    introduction, answer = phone.say("est-ce que ça fait mal?")
    assert "Assistant automatisé" in introduction.text
    assert "Cela peut faire mal" in answer.text
    assert "Conseils de santé" in phone.reply("AIDE")
    assert "nous n'enverrons plus de textos" in phone.reply("ARRET")


@pytest.mark.parametrize("text", ["please stop texting me", "ARRÊT", "arrêtez de m'écrire", "take me off your list"])
def test_plain_wishes_and_french_words_opt_out(phone: Phone, text: str) -> None:
    (sent,) = phone.say(text)
    assert sent.kind == "sms_last"
    assert phone.say(QUESTION) == []


def test_a_wish_beside_a_warning_sign_is_kept_and_the_sign_is_answered(phone: Phone) -> None:
    (sent,) = phone.say("stop texting me, I have crushing chest pain and can't breathe")
    assert sent.kind == "sms_safety"
    assert phone.say(QUESTION) == []


def test_stop_beside_a_warning_sign_is_no_opt_out(phone: Phone) -> None:
    (sent,) = phone.say("stop, my leg went numb and I can't hold my bladder")
    assert sent.kind == "sms_safety"
    assert phone.say(QUESTION)


def test_cancel_in_the_middle_of_a_booking_opts_out_and_the_front_desk_is_told(phone: Phone) -> None:
    phone.say("I'd like to book an appointment")
    phone.say("Ana Moreau")
    (sent,) = phone.say("CANCEL")
    assert sent.kind == "sms_last"
    assert "not sent" in sent.text
    assert phone.alerts() == [("opted_out", "")]
    phone.say("START")
    assert "When would" in " ".join(sent.text for sent in phone.say("go on with the booking"))


def test_a_booking_takes_at_most_eight_texts_and_asks_for_no_phone(phone: Phone) -> None:
    texts = booked(phone)
    print(*texts, sep="\n---\n")
    assert len(texts) <= 8
    assert "reference" in texts[-1]
    shown = f"({phone.number[2:5]}) {phone.number[5:8]}-{phone.number[8:]}"
    assert any(shown in text or f"{phone.number[5:8]}-{phone.number[8:]}" in text for text in texts[:-1])
    assert not any("What is your phone" in text or "phone number" in text for text in texts)


def test_another_number_may_be_given_while_booking(phone: Phone) -> None:
    for text in (
        "I'd like to book an appointment",
        "Ana Moreau, please call 780 555 0199",
        "tomorrow morning",
        "sore knee",
    ):
        phone.say(text)
    assert "(780) 555-0199" in phone.reply("First time")


def test_yes_after_opting_out_is_met_with_silence_and_a_plain_wish_brings_texts_back(phone: Phone) -> None:
    phone.say(QUESTION)
    phone.say("please stop texting me")
    assert phone.say("yes") == []
    assert "you will get our texts again" in phone.reply("alright you may text me again")
    assert phone.say(QUESTION)


@pytest.mark.parametrize("word", ["yes", "START"])
def test_yes_and_start_inside_a_booking_are_answers(phone: Phone, word: str) -> None:
    for text in ("I'd like to book an appointment", "Ana Moreau", "tomorrow morning", "sore knee"):
        phone.say(text)
    answer = phone.reply(word)
    assert "our texts again" not in answer
    assert ("Please check" in answer) == (word == "yes")


def test_cancel_with_an_open_appointment_keeps_it_and_names_it_to_the_front_desk(phone: Phone) -> None:
    booked(phone)
    (sent,) = phone.say("CANCEL")
    assert sent.kind == "sms_last"
    ((event, reference),) = phone.alerts()
    assert event == "opted_out_open"
    row = next(line for line in phone.server.verb("requests").splitlines() if reference in line)
    assert "proposed" in row or "cancelled" not in row


def test_too_many_texts_are_asked_once_to_slow_down_but_an_emergency_is_answered(phone: Phone) -> None:
    for _ in range(18):
        phone.send("ok")
    phone.wait()
    texts = [sent.text for sent in phone.received()]
    assert sum("more texts than I can answer" in text for text in texts) == 1
    assert phone.states().count("ignored") == 5
    (sent,) = phone.say(EMERGENCY)
    assert sent.kind == "sms_safety"


def test_what_one_phone_costs_in_a_day_is_limited(phone: Phone) -> None:
    """An hour's and a day's worth of texts, sent slowly enough for every other limit."""
    phone.say("ok")
    phone.age_texts(60, timedelta(minutes=30))
    assert "more texts than I can answer" in phone.reply("ok")
    assert phone.say("ok") == []
    phone.age_texts(200, timedelta(hours=20))
    phone.forget_slowing()
    assert "more texts than I can answer" in phone.reply("ok")


def test_a_delivery_report_is_recorded_when_it_is_signed(phone: Phone) -> None:
    fields = {"AccountSid": ACCOUNT, "MessageSid": "SM" + "a" * 32, "MessageStatus": "delivered"}
    path = "/sms/twilio/status?message=unknown"
    assert phone.post(fields, path=path).status_code == 200
    assert phone.post(fields, "wrong", path=path).status_code == 403


def test_nothing_of_a_text_is_logged(phone: Phone) -> None:
    phone.say("my zebra ankle hurts, my name is Zoe Quillfeather")
    phone.post(phone.fields("my zebra ankle"), "wrong")
    log = phone.server.log.read_text()
    for personal in (phone.number, phone.number[2:], "zebra", "Quillfeather"):
        assert personal not in log


@pytest.mark.parametrize(
    ("sender", "phone"),
    [("+17805550101", True), ("+442079460000", True), ("32665", False), ("+1", False), ("CLINIC", False), ("", False)],
)
def test_what_is_a_phone(sender: str, phone: bool) -> None:
    assert is_phone(sender) == phone


def test_control_characters_are_taken_out() -> None:
    assert clean("\0my\x07 knee\x1b\ud800\nhurts\x9f ") == "my knee\nhurts"


def test_a_booking_by_text_takes_at_most_six_texts_and_ten_segments(phone: Phone) -> None:
    texts = booked(phone)
    print(*(f"{segments(text)} segments: {text}" for text in texts), sep="\n")
    assert len(texts) <= 6
    assert sum(map(segments, texts)) <= 10
