"""The front desk's page and the widget at once, each in a browser of its own: a chat is taken over and handed back."""

import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.browser import Chat, broken
from tests.support.front_desk import front_desk
from tests.support.server import WIDE_RATES, ServerWithConsole

SILENT = "The assistant is silent"


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory, model: object) -> Iterator[ServerWithConsole]:
    """Frontdesk with the front desk's page."""
    running = ServerWithConsole(tmp_path_factory.mktemp("clinic"), **WIDE_RATES)
    yield running
    running.stop()


@pytest.fixture
def desk(clinic: ServerWithConsole, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Somebody of the front desk, signed in: `desk("Sam")`."""
    with front_desk(browser, clinic) as sign_in:
        yield sign_in


_NUMBERS = count(43)  # a phone may ask for only so many calls


def faults(page: Page) -> list[str]:
    return broken(Chat(page))


def open_chat(page: Page) -> None:
    """From Today to the chat that waits."""
    page.get_by_role("link", name="A patient would like to talk to a person").first.click()
    expect(page.get_by_text("has waited")).to_be_visible()


def call_back(chat: Chat, name: str) -> None:
    chat.ask("please call me back")
    chat.ask(name)
    chat.ask(f"780 555 01{next(_NUMBERS)}")
    expect(chat.choose("Yes, call me")).to_contain_text("will call you")


def test_a_chat_is_taken_over_and_handed_back_and_both_sides_see_who_speaks(
    clinic: ServerWithConsole, desk: Callable[..., Page], visit: Callable[..., Chat]
) -> None:
    sam = desk("Sam")
    chat = visit(clinic.url).open()
    expect(chat.ask("i want to talk to a person")).to_contain_text("Somebody at the front desk is there now")

    open_chat(sam)
    sam.get_by_role("button", name="Take over").click()
    expect(sam.locator("#speaker")).to_contain_text(SILENT)
    expect(chat.messages().last).to_contain_text("You are now talking with Sam from the front desk.")

    sam.get_by_label("Your answer").fill("Hello, how can I help?")
    sam.get_by_label("Your answer").press("Enter")
    expect(chat.messages("staff").last).to_contain_text("Hello, how can I help?")

    said = chat.messages().count()
    chat.send("does it hurt?")
    expect(sam.locator("#log")).to_contain_text("does it hurt?")
    assert chat.messages().count() == said

    chat.send("my chest hurts and i cant breathe")
    expect(chat.emergencies).to_have_count(1)
    expect(sam.locator("#log li.emergency")).to_have_count(1)

    sam.get_by_role("button", name="Hand back to the assistant").click()
    expect(chat.messages().last).to_contain_text("talking with the automated assistant again")
    expect(chat.ask("does it hurt?")).to_contain_text("It can hurt")
    expect(sam.locator("#speaker")).to_contain_text("The assistant answers here.")


def test_the_assistant_stays_silent_after_a_restart(
    clinic: ServerWithConsole, desk: Callable[..., Page], visit: Callable[..., Chat]
) -> None:
    sam = desk("Sam")
    chat = visit(clinic.url).open()
    chat.ask("talk to a person please")
    open_chat(sam)
    sam.get_by_role("button", name="Take over").click()
    expect(chat.messages().last).to_contain_text("You are now talking with Sam")

    clinic.stop(kill=True)
    clinic.start()
    said = chat.messages().count()
    chat.send("does it hurt?")
    expect(sam.locator("#log")).to_contain_text("does it hurt?", timeout=30_000)
    sam.get_by_label("Your answer").fill("A little, sometimes.")
    sam.get_by_role("button", name="Send").click()
    expect(chat.messages("staff").last).to_contain_text("A little, sometimes.", timeout=30_000)
    assert chat.messages().count() == said
    sam.get_by_role("button", name="Hand back to the assistant").click()
    expect(chat.messages().last).to_contain_text("automated assistant again")


def test_a_person_is_offered_only_while_somebody_is_there(
    clinic: ServerWithConsole, visit: Callable[..., Chat]
) -> None:
    chat = visit(clinic.url).open()
    chat.page.wait_for_timeout(21_000)  # until the pages of tests before are gone
    expect(chat.ask("i want to talk to a person")).not_to_contain_text("is there now")


def test_a_call_back_appears_by_itself_and_is_done_in_one_click(
    clinic: ServerWithConsole, desk: Callable[..., Page], visit: Callable[..., Chat]
) -> None:
    sam = desk("Sam")
    calls = sam.get_by_role("region", name="Call-backs")
    expect(calls).to_contain_text("No calls to make")
    call_back(visit(clinic.url).open(), "Rosa Moreau")

    card = calls.locator("li", has_text="Rosa Moreau")
    expect(card).to_be_visible()
    expect(sam).to_have_title(re.compile(r"^\(\d+\) Today"))
    assert card.get_by_role("link", name="(780) 555-0143").get_attribute("href") == "tel:+17805550143"
    expect(sam.get_by_role("region", name="Chats")).to_contain_text("Nobody waits for a person")
    card.get_by_role("button", name="Reached, done").press("Enter")
    expect(card).to_have_count(0)


def test_a_message_is_answered_and_the_patient_reads_it_in_the_chat(
    clinic: ServerWithConsole, desk: Callable[..., Page], visit: Callable[..., Chat]
) -> None:
    sam = desk("Sam")
    chat = visit(clinic.url).open()
    expect(chat.ask("i left my scarf at your clinic yesterday")).to_contain_text("They can answer you here in the chat")
    card = sam.get_by_role("region", name="Messages").locator("li", has_text="i left my scarf")
    card.get_by_role("link", name="Answer").click()
    sam.get_by_label("The patient reads it in the chat, with your name").fill("We have it at the desk.")
    sam.get_by_role("button", name="Send the answer").click()
    expect(sam.locator(".facts")).to_contain_text("done")
    expect(chat.messages("staff").last).to_contain_text("Sam from the front desk of")
    expect(chat.messages("staff").last).to_contain_text("We have it at the desk.")
    expect(chat.ask("does it hurt?")).to_contain_text("It can hurt")


def test_two_people_at_one_request_see_each_other_and_neither_overwrites(
    clinic: ServerWithConsole, desk: Callable[..., Page], visit: Callable[..., Chat]
) -> None:
    call_back(visit(clinic.url).open(), "Ada Novak")
    sam, robin = desk("Sam"), desk("Robin")
    for page in (sam, robin):
        page.get_by_role("link", name="Ada Novak").first.click()
    expect(sam.get_by_text("Robin has this open, too.")).to_be_visible()
    expect(robin.get_by_text("Sam has this open, too.")).to_be_visible()
    for page in (sam, robin):
        page.get_by_text("Cancel this request").click()

    sam.get_by_role("button", name="Yes, cancel").click()
    expect(sam.locator(".facts")).to_contain_text("cancelled")
    expect(robin.locator(".facts")).to_contain_text("cancelled")
    robin.get_by_role("button", name="Yes, cancel").click()
    expect(robin.get_by_role("alert")).to_contain_text("Nothing of yours was saved")


def test_no_page_breaks_a_rule_of_accessibility(
    clinic: ServerWithConsole, desk: Callable[..., Page], visit: Callable[..., Chat]
) -> None:
    chat = visit(clinic.url).open()
    call_back(chat, "Kim Peters")
    chat.ask("my chest hurts and i cant breathe")
    sam = desk("Sam", viewport={"width": 820, "height": 1180})
    found = {}
    for path in ("/", "/requests", "/day", "/conversations", "/account", "/team", "/activity"):
        sam.goto(f"{clinic.console_url}{path}")
        found[path] = faults(sam)
        assert not sam.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    sam.goto(f"{clinic.console_url}/")
    sam.get_by_role("link", name="Kim Peters").first.click()
    found["request"] = faults(sam)
    sam.get_by_role("link", name="the conversation").click()
    found["conversation"] = faults(sam)
    sam.get_by_role("button", name="Take over").click()
    expect(sam.get_by_label("Your answer")).to_be_focused()
    found["taken over"] = faults(sam)
    sam.get_by_role("button", name="Hand back to the assistant").click()
    sam.get_by_role("button", name="Sign out").click()
    found["sign in"] = faults(sam)
    assert {path: rules for path, rules in found.items() if rules} == {}
