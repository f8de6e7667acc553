"""Text is only ever text, whoever wrote it, and nothing is too long to be told."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.support.browser import Chat
from tests.support.server import Server

ZALGO = "h" + "\u0301\u0316\u0489" * 40 + "elp"
HOSTILE = [
    '<img src=x onerror="window.hacked=1">',
    "<script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    "[click](javascript:alert(1)) https://evil.example/<b>",
    "abc \u202e txt.exe \u2066 hidden",
    ZALGO,
    "{{7*7}} ${7*7} /restart",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_a_patient_writes_is_shown_as_text(site: Server, visit: Callable[..., Chat], text: str) -> None:
    chat = visit(site.url).open()

    chat.ask(text)

    shown = chat.messages("patient").last.locator(".text")
    expect(shown).to_contain_text(text.partition("\u202e")[0].strip())
    assert shown.locator("a, img, script, b").count() == 0
    assert chat.page.evaluate("window.hacked") is None
    box, panel = shown.bounding_box(), chat.panel.bounding_box()
    assert box
    assert panel
    assert box["x"] >= panel["x"]
    assert box["x"] + box["width"] <= panel["x"] + panel["width"]


def test_what_the_server_says_is_shown_as_text_too(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    evil = {
        "id": "m1",
        "from": "staff",
        "kind": "message",
        "text": "<img src=x onerror=window.hacked=1> javascript:alert(1) http://plain.example "
        "https://ok.example/a?b=1. 780-555-0100",
        "topics": [],
        "source": {"title": "<b>T</b>", "section": "S", "url": "javascript:alert(1)", "reviewed": True},
        "buttons": [{"id": "x", "title": "<i>press</i>"}],
        "at": "2026-11-24T16:00:00+00:00",
    }
    chat.page.route("**/chat/messages", lambda route: route.fulfill(json={"ok": True, "messages": [evil]}))

    chat.send("hello")

    message = chat.messages("staff").last
    expect(message).to_contain_text("<img src=x onerror=window.hacked=1> javascript:alert(1) http://plain.example")
    links = message.locator("a").evaluate_all("links => links.map((link) => link.getAttribute('href'))")
    assert links == ["https://ok.example/a?b=1", "tel:7805550100"]
    assert message.locator("img, b, i").count() == 0
    assert chat.page.evaluate("window.hacked") is None


def test_a_thousand_characters_are_sent_and_one_more_is_told(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    text = ("does it hurt when the needle goes in? " * 40)[:999] + "?"

    chat.input.fill(text + "!")
    expect(chat.element.locator("#count")).to_have_text("1 too many. Please shorten it.")
    chat.input.press("Enter")
    expect(chat.messages("patient")).to_have_count(0)
    expect(chat.input).to_have_value(text + "!")
    chat.input.fill(text)
    expect(chat.element.locator("#count")).to_have_text("0 left of 1000")
    chat.input.press("Enter")

    expect(chat.messages().nth(1)).to_be_visible()
    expect(chat.messages("patient").last.locator(".text")).to_contain_text(text[:900])
