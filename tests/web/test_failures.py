"""Nothing is lost and nothing is sent twice when the line, the server or the session fails."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.support.browser import Chat
from tests.support.server import WIDE_RATES, Server


def counted(chat: Chat) -> list[str]:
    """The client ids of every message that leaves the page from now on."""
    sent: list[str] = []
    chat.page.on(
        "request",
        lambda request: (
            sent.append(request.post_data_json["id"])
            if request.method == "POST" and request.url.endswith("/chat/messages")
            else None
        ),
    )
    return sent


def test_a_lost_answer_is_asked_for_again_under_the_same_id(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    sent = counted(chat)
    lost = []

    def lose_the_first(route: Route) -> None:
        if lost:
            route.continue_()
        else:
            lost.append(route.fetch())  # the server has it; the answer never arrives
            route.abort()

    chat.page.route("**/chat/messages", lose_the_first)
    chat.ask("does it hurt?")

    expect(chat.messages("bot", "answer")).to_have_count(1)
    chat.page.wait_for_timeout(2_000)  # the answer may have come by the event stream before it is asked for again
    assert len(sent) == 2
    assert len(set(sent)) == 1
    chat.page.reload()
    expect(chat.messages("patient")).to_have_count(1)
    expect(chat.messages()).to_have_count(2)


def test_offline_keeps_the_text_and_sends_it_once_back(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.page.context.set_offline(True)
    expect(chat.trouble).to_contain_text("You are offline")

    chat.send("does it hurt?")
    expect(chat.messages("patient").last).to_contain_text("Not sent. Your text is kept.")
    clinic, emergency = chat.trouble.get_by_role("link").all()
    expect(clinic).to_have_attribute("href", "tel:7805550100")
    expect(emergency).to_have_attribute("href", "tel:911")
    chat.page.context.set_offline(False)

    expect(chat.messages("bot", "answer")).to_have_count(1)
    expect(chat.trouble).to_be_hidden()
    expect(chat.messages("patient").last).not_to_contain_text("Not sent")


def test_what_was_not_sent_survives_a_reload(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.page.route("**/chat/messages", lambda route: route.abort())
    chat.send("does it hurt?")
    expect(chat.messages("patient")).to_have_count(1)
    chat.page.unroute("**/chat/messages")

    chat.page.reload()

    expect(chat.messages("bot", "answer")).to_have_count(1)
    expect(chat.messages("patient")).to_have_count(1)


def test_after_some_tries_the_phone_is_offered_and_the_text_can_be_taken_back(
    site: Server, visit: Callable[..., Chat]
) -> None:
    chat = visit(site.url).open()
    chat.page.route("**/chat/messages", lambda route: route.fulfill(status=502, body="<html>bad gateway</html>"))
    chat.send("does it hurt?")

    expect(chat.trouble).to_contain_text("You can call 780-555-0100. In an emergency call 911.", timeout=3_000)
    chat.element.get_by_role("button", name="Take it back").click(timeout=25_000)

    expect(chat.messages("patient")).to_have_count(0)
    expect(chat.input).to_have_value("does it hurt?")


def test_a_double_click_sends_once(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    sent = counted(chat)
    chat.input.fill("does it hurt?")

    chat.send_button.dblclick()
    expect(chat.messages("bot", "answer")).to_have_count(1)
    chat.element.locator("button[part=reply]:not([aria-disabled=true])").first.dblclick()
    expect(chat.messages("patient")).to_have_count(2)
    chat.element.locator("button[part=reply]:not([aria-disabled=true])").first.dblclick()
    expect(chat.messages("patient")).to_have_count(3)

    assert len(sent) == len(set(sent)) == 3


def test_a_slow_network_shows_that_the_assistant_is_writing(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.page.route("**/chat/messages", lambda route: (chat.page.wait_for_timeout(2_600), route.continue_()))
    chat.send("does it hurt?")

    expect(chat.element.locator(".typing")).to_be_visible()
    expect(chat.element.get_by_role("status").get_by_text("The assistant is writing")).to_be_attached()
    chat.send("is it safe?")

    expect(chat.messages("bot", "answer")).to_have_count(2)
    expect(chat.element.locator(".typing")).to_be_hidden()
    assert [text.split("\n")[-1] for text in chat.messages("patient").locator(".text").all_inner_texts()]


def test_an_expired_session_renews_and_the_screen_stays(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.ask("does it hurt?")
    expired = {"ok": False, "error": {"code": "expired_token", "message": "This chat has ended. Start a new one."}}
    refused: list[str] = []

    def refuse_once(route: Route) -> None:
        if refused:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.fulfill(status=401, json=expired)

    chat.page.route("**/chat/messages", refuse_once)
    chat.send("is it safe?")

    expect(chat.messages("bot", "answer")).to_have_count(2)
    expect(chat.log).to_contain_text("The earlier chat has expired. A new one begins here.")
    expect(chat.messages("patient")).to_have_count(2)


def test_a_token_that_is_no_token_leads_to_a_new_chat(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.page.evaluate(
        "for (const [name, kept] of Object.entries({ ...sessionStorage }))"
        " sessionStorage.setItem(name, JSON.stringify({ ...JSON.parse(kept), token: 'stolen' }))"
    )

    chat.page.reload()

    expect(chat.messages()).to_have_count(1)
    chat.ask("does it hurt?")


@pytest.fixture
def own_site(tmp_path: Path, model: Path) -> Server:
    """Frontdesk that a test may kill."""
    return Server(tmp_path, **WIDE_RATES, FRONTDESK_TURN_SECONDS="1")


def test_a_server_that_dies_and_comes_back_costs_nothing(own_site: Server, visit: Callable[..., Chat]) -> None:
    try:
        chat = visit(own_site.url).open()
        chat.ask("i want to book")
        own_site.stop(kill=True)
        chat.send("Rosa Example")
        expect(chat.messages("patient").last).to_contain_text(re.compile("Trying again|Not sent"))
        own_site.start()
        expect(chat.messages().last).to_contain_text("Rosa Example", timeout=60_000)
        expect(chat.messages()).to_have_count(4)
        expect(chat.messages("patient")).to_have_count(2)
        expect(chat.trouble).to_be_hidden()
    finally:
        own_site.stop()
