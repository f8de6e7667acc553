"""Conversations at the front desk's page: read, taken over, answered on web and by text, handed back."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine

from frontdesk.conversations import presence, takeover
from frontdesk.conversations.messages import plain_message
from frontdesk.conversations.transcript import Transcript, warned
from frontdesk.conversations.turns import Turns
from frontdesk.staff.attending import LEFT, SILENT, UNANSWERED, attend
from frontdesk.staff.chats import PAGE
from frontdesk.staff.live import Live
from frontdesk.staff.roles import CLINICIAN, DESK
from frontdesk.storage.booking_models import outbox
from frontdesk.storage.database import utc_now, writing
from frontdesk.storage.models import conversations
from frontdesk.storage.staff_models import staff_audit
from frontdesk.texting.contacts import Contacts
from frontdesk.texting.opt_outs import KEYWORD, OptOuts
from tests.support.console import PASSWORD, Browser, Desk

PHONE = "+17805550123"


def conversation(desk: Desk, *texts: str, channel: str = "web") -> str:
    """A conversation in which the patient has said something."""
    turns = Turns(desk.store.engine, desk.store.vault)
    new = turns.start_conversation(channel, [plain_message("Hello.")])
    for number, text in enumerate(texts or ("does it hurt?",)):
        turns.finish(turns.claim(new, f"m{number}", text).id, [plain_message("It can.", "bot", "answer")])
    return new


def said(desk: Desk, conversation_id: str) -> list[tuple[str, str]]:
    messages = Transcript(desk.store.engine, desk.store.vault).since(conversation_id, None, 999)[0]
    return [(message["from"], message["text"]) for message in messages]


def step(browser: Browser, conversation_id: str, name: str, **fields: Any) -> Any:
    answer = browser.post(f"/conversations/{conversation_id}/{name}", **fields)
    return answer


def say(browser: Browser, conversation_id: str, text: str, message_id: str = "a" * 32) -> Any:
    return step(browser, conversation_id, "say", text=text, message_id=message_id)


def test_a_chat_is_taken_over_answered_and_handed_back(desk: Desk) -> None:
    sam, chat = desk.person("sam", DESK), conversation(desk)
    assert step(sam, chat, "take-over").status_code == 303
    assert say(sam, chat, "Hello, I am Sam.").status_code == 303
    assert say(sam, chat, "Hello, I am Sam.").status_code == 303  # the same form again
    assert "You are talking with the patient" in sam.get(f"/conversations/{chat}").text
    assert step(sam, chat, "hand-back").status_code == 303
    assert said(desk, chat)[-3:] == [
        ("bot", takeover.joined("Sam")),
        ("staff", "Hello, I am Sam."),
        ("bot", takeover.left("Sam")),
    ]
    with desk.store.engine.connect() as connection:
        query = sa.select(staff_audit.c.action).where(staff_audit.c.subject == f"conversation:{chat}")
        done = list(connection.execute(query.order_by(staff_audit.c.id)).scalars())
    assert done == ["take_over", "say", "say", "read", "hand_back"]


def test_a_colleague_is_refused_until_they_take_over_by_name(desk: Desk) -> None:
    sam, robin, chat = desk.person("sam"), desk.person("robin"), conversation(desk)
    step(sam, chat, "take-over")
    refused = step(robin, chat, "take-over")
    assert refused.status_code == 409
    assert "Sam has this chat now." in refused.text
    shown = robin.get(f"/conversations/{chat}").text
    assert "Take over from Sam" in shown
    present = re.search(r'name="instead_of" value="(\w+)"', shown)
    assert present
    assert step(robin, chat, "take-over", instead_of=present[1]).status_code == 303
    late = say(sam, chat, "are you still there?")
    assert late.status_code == 409
    assert "are you still there?" not in [text for _, text in said(desk, chat)]


def test_what_cannot_be_sent_is_kept_in_the_form(desk: Desk) -> None:
    sam, chat = desk.person("sam"), conversation(desk)
    step(sam, chat, "take-over")
    Transcript(desk.store.engine, desk.store.vault).end(chat)
    assert "This chat has ended" in say(sam, chat, "hello?").text
    assert say(sam, chat, "x" * 1001).status_code == 422
    assert say(sam, chat, "hello", "not an id").status_code == 400


def test_markup_of_patients_is_shown_as_text(desk: Desk) -> None:
    sam, chat = desk.person("sam"), conversation(desk, "<img src=x onerror=alert(1)>")
    assert "<img" not in sam.get(f"/conversations/{chat}").text
    assert "<img" not in sam.get("/conversations").text


def test_answers_go_out_by_text_too_where_the_patient_texts(desk: Desk) -> None:
    contacts = Contacts(desk.store.vault, desk.store.lookup)
    with writing(desk.store.engine) as connection:
        chat = contacts.reach(connection, PHONE, utc_now()).conversation_id
    turns = Turns(desk.store.engine, desk.store.vault)
    turns.finish(turns.claim(chat, "m", "hi").id, [plain_message("Hello.", "bot", "answer")])
    sam = desk.person("sam")
    step(sam, chat, "take-over")
    for _ in range(2):
        say(sam, chat, "Come at three.")
    step(sam, chat, "hand-back")
    with desk.store.engine.connect() as connection:
        rows = connection.execute(sa.select(outbox.c.kind, outbox.c.payload).order_by(outbox.c.created_at)).all()
    texts = [desk.store.vault.open(row.payload) for row in rows]
    assert [row.kind for row in rows] == ["sms_reply"] * 3
    assert all(
        words in text for words, text in zip((takeover.joined("Sam"), "Come at three.", takeover.left("Sam")), texts)
    )


def texted_chat(desk: Desk) -> str:
    """A conversation by text whose phone has opted out."""
    contacts = Contacts(desk.store.vault, desk.store.lookup)
    with writing(desk.store.engine) as connection:
        chat = contacts.reach(connection, PHONE, utc_now()).conversation_id
        OptOuts(desk.store.lookup).record(connection, PHONE, KEYWORD)
    turns = Turns(desk.store.engine, desk.store.vault)
    turns.finish(turns.claim(chat, "m", "STOP").id, [])
    return chat


def test_nothing_is_promised_or_taken_for_a_phone_that_opted_out(desk: Desk) -> None:
    sam, chat = desk.person("sam"), texted_chat(desk)
    step(sam, chat, "take-over")
    shown = sam.get(f"/conversations/{chat}").text
    assert "also goes out by text" not in shown
    assert "has opted out of texts" in shown
    refused = say(sam, chat, "Come at three.")
    assert refused.status_code == 409
    assert "Nothing was sent." in refused.text
    assert ">Come at three.</textarea>" in refused.text
    assert ("staff", "Come at three.") not in said(desk, chat)


def test_a_web_chat_goes_on_without_the_phone_that_opted_out(desk: Desk) -> None:
    sam, chat = desk.person("sam"), conversation(desk)
    with writing(desk.store.engine) as connection:
        Contacts(desk.store.vault, desk.store.lookup).join(connection, PHONE, chat, utc_now())
        OptOuts(desk.store.lookup).record(connection, PHONE, KEYWORD)
    step(sam, chat, "take-over")
    assert "in the web chat alone" in sam.get(f"/conversations/{chat}").text
    assert say(sam, chat, "Come at three.").status_code == 303
    assert said(desk, chat)[-1] == ("staff", "Come at three.")


@pytest.mark.parametrize("path", ["/", "/conversations", "/conversations/{chat}", "/requests", "/day"])
def test_no_header_leaves_a_reading_out(desk: Desk, path: str) -> None:
    sam, address = desk.person("sam"), path.format(chat=conversation(desk))

    def read() -> int:
        with desk.store.engine.connect() as connection:
            noted = sa.select(sa.func.count()).where(staff_audit.c.action == "read", staff_audit.c.subject != "today")
            every = sa.select(sa.func.count()).where(staff_audit.c.action == "read")
            return int(connection.execute(every if path == "/" else noted).scalar_one())

    with time_machine.travel(utc_now() + timedelta(minutes=1)):
        sam.post("/sign-out")
        assert sam.post("/sign-in", name="sam", password=PASSWORD).status_code == 303
        before = read()
        for _ in range(3):
            assert sam.get(address, **{"X-Live": "1"}).status_code == 200
        assert read() == before + 1
        sam.get(address)
        assert read() == before + 2


@pytest.mark.parametrize("path", ["/", "/conversations", "/conversations/{chat}", "/requests", "/day"])
def test_an_open_page_loads_itself_again_without_waiting_for_a_writer(desk: Desk, path: str) -> None:
    sam, address = desk.person("sam"), path.format(chat=conversation(desk))
    sam.get(address)
    with writing(desk.store.engine):
        assert sam.get(address, **{"X-Live": "1"}).status_code == 200


def test_the_list_goes_on_page_by_page_and_holds_each_once(desk: Desk) -> None:
    made = {conversation(desk) for _ in range(PAGE + 7)}
    sam, seen, path = desk.person("sam"), list[str](), "/conversations"
    while path:
        shown = sam.get(path).text
        seen += re.findall(r'href="/conversations/(\w{32})"', shown)
        further = re.search(r'href="(/conversations\?show=&amp;before=[^"]+)"', shown)
        path = further[1].replace("&amp;", "&") if further else ""
    assert sorted(seen) == sorted(made)


def test_filters_show_what_they_say(desk: Desk) -> None:
    plain, alarmed, texted = conversation(desk), conversation(desk), conversation(desk, channel="sms")
    with writing(desk.store.engine) as connection:
        warned(connection, alarmed)
        takeover.ask(connection, texted)
    sam = desk.person("sam")
    shown = {name: sam.get(f"/conversations?show={name}").text for name in ("", "alarm", "person", "web", "sms")}
    found = {name: {chat for chat in (plain, alarmed, texted) if chat in text} for name, text in shown.items()}
    assert found == {
        "": {plain, alarmed, texted},
        "alarm": {alarmed},
        "person": {texted},
        "web": {plain, alarmed},
        "sms": {texted},
    }
    assert sam.get("/conversations?show=other").status_code == 400


def test_signing_out_hands_chats_back(desk: Desk) -> None:
    sam, chat = desk.person("sam"), conversation(desk)
    step(sam, chat, "take-over")
    sam.post("/sign-out")
    assert said(desk, chat)[-1] == ("bot", takeover.left("Sam"))


def test_signing_out_in_one_browser_leaves_another_one_as_it_is(desk: Desk) -> None:
    sam, elsewhere, chat = desk.person("sam"), Browser(desk.app), conversation(desk)
    elsewhere.post("/sign-in", name="sam", password=PASSWORD)
    step(sam, chat, "take-over")
    with writing(desk.store.engine) as connection:
        page = presence.opened(connection, desk.account("sam").id, True, "today")
    elsewhere.get("/")
    assert elsewhere.post("/sign-out").status_code == 303
    assert said(desk, chat)[-1] == ("bot", takeover.joined("Sam"))
    with writing(desk.store.engine) as connection:
        assert presence.still_open(connection, page)
    sam.post("/sign-out")
    assert said(desk, chat)[-1] == ("bot", takeover.left("Sam"))


def test_the_stream_of_a_forgotten_page_ends_so_that_the_browser_opens_it_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(presence, "BEAT", 0.0)
    sam = desk.person("sam")

    async def listen() -> list[str]:
        stream = Live(desk.store.engine)._texts(desk.account("sam"), sam.cookies["frontdesk_staff"], "today")
        heard = [await anext(stream), await anext(stream)]
        with writing(desk.store.engine) as connection:
            presence.all_closed(connection, desk.account("sam").id)
        return heard + [text async for text in stream]

    heard = asyncio.run(asyncio.wait_for(listen(), 10))
    assert [text for text in heard if "still here" in text]
    assert not [text for text in heard if "signed-out" in text]


def test_a_chat_is_handed_back_when_its_person_has_been_gone_for_ten_minutes(desk: Desk) -> None:
    sam, chat = desk.person("sam"), conversation(desk)
    step(sam, chat, "take-over")
    with time_machine.travel(utc_now() + LEFT - timedelta(seconds=30)) as clock:
        with writing(desk.store.engine) as connection:
            presence.opened(connection, desk.account("sam").id, True, "today")
        attend(desk.store, desk.config.clinic)
        clock.shift(timedelta(minutes=9))
        attend(desk.store, desk.config.clinic)
        assert said(desk, chat)[-1] == ("bot", takeover.joined("Sam"))
        clock.shift(timedelta(minutes=2))
        attend(desk.store, desk.config.clinic)
        attend(desk.store, desk.config.clinic)
    assert said(desk, chat)[-2:] == [("bot", takeover.joined("Sam")), ("bot", takeover.left("Sam"))]


def test_a_patient_whose_message_is_left_unanswered_gets_the_assistant_back_and_a_call(desk: Desk) -> None:
    sam, chat, answered = desk.person("sam"), conversation(desk), conversation(desk)
    turns = Turns(desk.store.engine, desk.store.vault)
    for each in (chat, answered):
        step(sam, each, "take-over")
        turns.finish(turns.claim(each, "question", "can you help me?").id, [])
    say(sam, answered, "Yes.")
    with time_machine.travel(utc_now() + SILENT - timedelta(seconds=5)) as clock:
        with writing(desk.store.engine) as connection:
            presence.opened(connection, desk.account("sam").id, True, "today")
        attend(desk.store, desk.config.clinic)
        assert said(desk, chat)[-1] == ("patient", "can you help me?")
        clock.shift(timedelta(seconds=10))
        attend(desk.store, desk.config.clinic)
        attend(desk.store, desk.config.clinic)
    assert said(desk, answered)[-1] == ("staff", "Yes.")
    *_, question, told = Transcript(desk.store.engine, desk.store.vault).since(chat, None, 99)[0]
    assert question["text"] == "can you help me?"
    assert told["text"].startswith(takeover.left("Sam"))
    assert "nobody at the front desk is free" in told["text"]
    assert [button["id"] for button in told["buttons"]] == ["callback", "leave_message"]
    assert not turns.claim(chat, "next", "hello").with_person


def test_a_chat_that_its_patient_has_ended_is_with_nobody(desk: Desk) -> None:
    sam, chat = desk.person("sam"), conversation(desk)
    step(sam, chat, "take-over")
    assert chat in sam.get("/").text
    Transcript(desk.store.engine, desk.store.vault).end(chat)
    assert chat not in sam.get("/").text
    assert chat not in sam.get("/conversations?show=person").text
    with desk.store.engine.connect() as connection:
        assert takeover.live(connection, chat) is None


def test_a_patient_who_waits_in_vain_is_told_once(desk: Desk) -> None:
    chat = conversation(desk)
    with writing(desk.store.engine) as connection:
        takeover.ask(connection, chat)
    attend(desk.store, desk.config.clinic)
    assert said(desk, chat)[-1] == ("bot", "It can.")
    with time_machine.travel(utc_now() + UNANSWERED + timedelta(seconds=1)):
        attend(desk.store, desk.config.clinic)
        attend(desk.store, desk.config.clinic)
    assert [text for _, text in said(desk, chat)][-2:-1] == ["It can."]
    assert "nobody at the front desk is free" in said(desk, chat)[-1][1]


def test_an_open_page_is_told_of_changes_within_a_second_and_counts_as_presence(desk: Desk) -> None:
    desk.person("sam")
    person, chat = desk.person("robin"), conversation(desk)
    token = person.cookies["frontdesk_staff"]

    async def listen() -> list[str]:
        stream = Live(desk.store.engine)._texts(desk.account("robin"), token, f"conversation:{chat}")
        heard = [await anext(stream)]
        with desk.store.engine.connect() as connection:
            assert presence.viewers(connection, f"conversation:{chat}") == {desk.account("robin").id}
            assert presence.somebody_answers(connection)
        waiting = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(1.5)
        assert not waiting.done()
        with writing(desk.store.engine) as connection:
            takeover.ask(connection, chat)
        heard.append(await asyncio.wait_for(waiting, 2.5))
        person.cookies.clear()
        with writing(desk.store.engine) as connection:
            connection.exec_driver_sql("DELETE FROM staff_sessions")
        heard += [text async for text in stream]
        return heard

    heard = asyncio.run(listen())
    assert [text.partition("event: ")[2].partition("\n")[0] for text in heard if "event" in text] == [
        "changed",
        "changed",
        "signed-out",
    ]
    with desk.store.engine.connect() as connection:
        assert presence.viewers(connection, f"conversation:{chat}") == set()


def test_a_clinician_is_not_somebody_who_answers(desk: Desk) -> None:
    reader = desk.person("kim", CLINICIAN)

    async def listen() -> None:
        stream = Live(desk.store.engine)._texts(desk.account("kim"), reader.cookies["frontdesk_staff"], "today")
        await anext(stream)
        with desk.store.engine.connect() as connection:
            assert not presence.somebody_answers(connection)
        await stream.aclose()

    asyncio.run(listen())
    chat = conversation(desk)
    assert "Take over" not in reader.get(f"/conversations/{chat}").text
    assert step(reader, chat, "take-over").status_code == 403


def test_nothing_in_an_address_or_the_stream_names_a_patient(desk: Desk) -> None:
    sam, chat = desk.person("sam"), conversation(desk, "my name is Ada Example")
    shown = sam.get(f"/conversations/{chat}").text
    assert "Ada Example" in shown
    assert not [link for link in re.findall(r'(?:href|action|src)="([^"]*)"', shown) if "Ada" in link]


def test_conversations_that_were_only_opened_are_not_listed(desk: Desk) -> None:
    Turns(desk.store.engine, desk.store.vault).start_conversation("web", [plain_message("Hello.")])
    with desk.store.engine.connect() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(conversations)).scalar_one() == 1
    assert "No conversations here" in desk.person("sam").get("/conversations").text
