"""The chat goes on by text message, as a patient does it in the widget."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.support.browser import Chat, broken
from tests.support.phone import SMS, Phone
from tests.support.server import WIDE_RATES, Server


@pytest.fixture
def texting(model: Path, tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path, **WIDE_RATES, **SMS)
    yield running
    running.stop()


def test_a_patient_goes_on_by_text_and_sees_it_in_the_chat(texting: Server, visit: Callable[..., Chat]) -> None:
    chat, phone = visit(texting.url).open(), Phone(texting, "+17805550143")
    chat.ask("I'd like to book an appointment")

    chat.option("Continue by text")
    field = chat.element.locator("form.ask input")
    problem = chat.element.get_by_role("alert").filter(has_text=re.compile("."))
    expect(field).to_be_focused()
    expect(chat.element.get_by_text("You agree that the clinic texts you about this chat.")).to_be_visible()
    assert broken(chat) == []

    field.fill("555 0143")
    field.press("Enter")
    expect(problem).to_contain_text("area code")
    expect(field).to_be_focused()
    field.fill("780 555 0143")
    chat.element.get_by_role("button", name="Send me a code").click()

    expect(chat.element.get_by_text("The six digits we sent you")).to_be_visible()
    expect(field).to_be_focused()
    assert broken(chat) == []
    code = re.findall(r"\d{6}", phone.received()[0].text)[0]
    field.fill(f"{(int(code) + 1) % 1_000_000:06}")
    chat.element.get_by_role("button", name="Go on by text").click()
    expect(problem).to_contain_text("does not fit")
    expect(field).to_be_focused()
    assert broken(chat) == []
    field.fill(code)
    field.press("Enter")

    expect(chat.messages("bot", "notice").last).to_contain_text("by text message with the number ending in 43")
    expect(field).to_be_hidden()
    expect(chat.input).to_be_focused()
    assert phone.say("Ana Moreau")
    expect(chat.messages("patient").last).to_contain_text("Ana Moreau")
    expect(chat.messages().last).to_contain_text("number")
