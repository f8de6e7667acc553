"""A patient talks with the assistant, by mouse, by keyboard, on a phone, to the end of a booking, and comes back."""

import re
from collections.abc import Callable
from datetime import datetime

from playwright.sync_api import Download, Page, expect

from tests.support.browser import Chat
from tests.support.server import Server

# Notes in `heard` whatever comes into a place that a screen reader reads out.
LISTEN = """() => {
  window.heard = [];
  for (const voice of document.querySelector('frontdesk-chat').shadowRoot.querySelectorAll('[role=status], [role=alert]')) {
    const role = voice.getAttribute('role');
    new MutationObserver((changes) => {
      for (const { addedNodes } of changes) addedNodes.forEach((node) => heard.push([role, node.textContent]));
    }).observe(voice, { childList: true });
  }
}"""
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}


def test_a_question_is_answered_with_its_source_and_replies_to_choose_from(
    site: Server, visit: Callable[..., Chat]
) -> None:
    chat = visit(site.url).open()

    answer = chat.ask("does it hurt?")

    expect(answer).to_contain_text("quick twitch")
    expect(answer.locator("[part=source]")).to_have_text(re.compile(r"^From .+ Not yet reviewed by the clinic\.$"))
    first = answer.get_by_role("group", name="Suggested replies").get_by_role("button").first
    title = first.inner_text()
    follow_up = chat.choose(title)
    expect(follow_up).to_be_visible()
    expect(chat.messages("patient").last).to_contain_text(title)
    expect(first).to_have_attribute("aria-disabled", "true")
    expect(first).to_contain_text("chosen")


def test_a_source_of_the_clinics_own_document_is_named_as_its_guide(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()

    answer = chat.ask("is it safe?")

    expect(answer.locator("[part=source]")).to_have_text("From the clinic's guide: Safety Profile")


def test_everything_works_by_keyboard_alone(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url)
    keyboard = chat.page.keyboard
    keyboard.press("Tab")
    keyboard.press("Tab")
    keyboard.press("Enter")  # the page's link that skips to the chat
    expect(chat.input).to_be_focused()

    keyboard.type("what are the side effects")
    keyboard.press("Enter")
    expect(chat.messages("bot", "answer")).to_have_count(1)
    expect(chat.input).to_be_focused()
    keyboard.press("Shift+Tab")
    expect(chat.element.get_by_role("button", name="No", exact=True)).to_be_focused()
    keyboard.press("Shift+Tab")
    keyboard.press("Shift+Tab")
    keyboard.press("Enter")
    expect(chat.messages("patient")).to_have_count(2)
    expect(chat.input).to_be_focused()
    keyboard.press("Escape")
    expect(chat.panel).to_be_hidden()
    expect(chat.launcher).to_be_focused()


def test_focus_stays_where_it_is_when_a_message_arrives(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.input.fill("does it hurt")
    chat.send_button.click()
    chat.element.get_by_role("button", name="Chat options").focus()

    expect(chat.messages("bot", "answer")).to_have_count(1)

    expect(chat.element.get_by_role("button", name="Chat options")).to_be_focused()


def test_a_screen_reader_hears_each_reply_once(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.page.evaluate(LISTEN)

    answer = chat.ask("is it safe?")
    chat.ask("i cant feel when i wipe")
    heard = chat.page.evaluate("heard")

    assert [role for role, _ in heard] == ["status", "alert"]
    assert heard[0][1].startswith("Assistant: It depends. Dry needling is considered")
    assert "911" in heard[1][1]
    expect(chat.log).to_have_attribute("aria-live", "off")
    expect(answer).to_be_visible()
    expect(chat.element.locator("[role=status] p, [role=alert] p")).to_have_count(0, timeout=8_000)


def test_on_a_phone_the_chat_fills_the_screen_and_back_closes_it(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, **PHONE).open()

    box = chat.panel.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 780)
    expect(chat.page.locator("main")).to_have_attribute("inert", "")
    expect(chat.panel).to_have_attribute("aria-modal", "true")
    expect(chat.ask("does it hurt?")).to_be_in_viewport()
    chat.page.go_back()
    expect(chat.panel).to_be_hidden()
    assert chat.page.url.startswith(site.url)
    expect(chat.page.locator("main")).not_to_have_attribute("inert", "")
    chat.launcher.click()
    expect(chat.messages()).to_have_count(2)
    chat.element.get_by_role("button", name="Close chat").click()
    expect(chat.panel).to_be_hidden()


def test_an_emergency_cannot_be_overlooked_and_is_one_tap_from_help(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, **PHONE).open()

    chat.ask("since the needle i have chest pain and cant breathe")

    message = chat.emergencies.last
    expect(message.get_by_text("Emergency", exact=True)).to_be_visible()
    call = message.get_by_role("link", name="Call 911")
    expect(call).to_have_attribute("href", "tel:911")
    expect(call).to_be_in_viewport()
    expect(chat.element.get_by_role("link", name="Emergency: call 911")).to_be_in_viewport()


def test_a_crisis_names_both_numbers_as_links(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()

    chat.ask("i want to kill myself")

    calls = chat.emergencies.last.locator("a.phone")
    assert calls.evaluate_all("links => links.map(({ href }) => href)") == ["tel:988", "sms:988", "tel:911"]


def test_a_booking_goes_to_its_end(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()

    chat.ask("i'd like to come in thursday afternoon for my sore knee, i've been there before")
    chat.ask("Rosa Example")
    summary = chat.ask("780 555 0143")
    expect(summary).to_contain_text("Name: Rosa Example")
    done = (
        chat.choose("Yes, send it") if summary.get_by_role("button", name="Yes, send it").count() else chat.ask("yes")
    )

    expect(done).to_contain_text("your reference is")
    listed = site.verb("requests")
    assert "Rosa Example" in listed


def test_the_conversation_is_there_after_a_reload(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.ask("does it hurt?")
    chat.input.fill("how much is")
    before = chat.texts()

    chat.page.reload()

    expect(chat.messages()).to_have_count(2)
    assert chat.texts() == before
    expect(chat.input).to_have_value("how much is")
    expect(chat.panel).to_be_visible()
    chat.ask("how many sessions?")


def test_two_tabs_agree(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.ask("does it hurt?")
    other = Chat(chat.page.context.new_page())
    other.page.goto(site.url)
    other.launcher.click()

    expect(other.messages()).to_have_count(2)
    other.ask("is it safe?")
    expect(chat.messages()).to_have_count(3)
    chat.ask("what should i wear?")

    expect(other.messages()).to_have_count(4)
    assert chat.texts() == other.texts()


def test_the_end_in_one_tab_is_the_end_in_the_other(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.ask("does it hurt?")
    other = Chat(chat.page.context.new_page())
    other.page.goto(site.url)
    other.launcher.click()
    expect(other.messages()).to_have_count(2)

    chat.option("End chat")
    chat.element.get_by_role("button", name="End chat").last.click()

    expect(chat.log).to_contain_text("This chat has ended")
    expect(other.log).to_contain_text("This chat has ended")
    assert tokens(chat.page) == [None]
    chat.element.get_by_role("button", name="New chat").last.click()
    expect(chat.messages()).to_have_count(1)


def tokens(page: Page) -> list[str | None]:
    """The tokens that the tab keeps."""
    kept: list[str | None] = page.evaluate("Object.values({ ...sessionStorage }).map((kept) => JSON.parse(kept).token)")
    return kept


def test_ending_asks_first(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.option("End chat")

    chat.element.get_by_role("button", name="Keep this chat").click()

    expect(chat.input).to_be_focused()
    expect(chat.messages()).to_have_count(1)
    chat.ask("does it hurt?")


def test_a_chat_can_be_saved_as_text(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.ask("is it safe?")
    with chat.page.expect_download() as saving:
        chat.option("Save this chat")

    download: Download = saving.value
    text = download.path().read_text(encoding="utf-8")
    assert download.suggested_filename == "chat.txt"
    assert "You: is it safe?" in text
    assert "Assistant: It depends. Dry needling is considered" in text


def test_feedback_reaches_the_clinic_with_its_comment(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    answer = chat.ask("is it safe?")
    with chat.page.expect_response(re.compile("/chat/feedback$")) as first:
        answer.get_by_role("button", name="No", exact=True).click()
    answer.get_by_role("textbox", name="What was missing? (optional)").fill("more about lungs")
    with chat.page.expect_response(re.compile("/chat/feedback$")) as second:
        answer.get_by_role("button", name="Send comment").click()

    assert (first.value.status, second.value.status) == (200, 200)
    expect(answer).to_contain_text("Thank you.")


def test_unread_messages_are_counted_while_the_chat_is_closed(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.page.route("**/chat/messages", lambda route: (chat.page.wait_for_timeout(600), route.continue_()))
    chat.send("does it hurt?")

    chat.element.get_by_role("button", name="Close chat").click()

    expect(chat.launcher).to_contain_text("1 new")
    chat.launcher.click()
    expect(chat.launcher).to_be_hidden()


def test_the_invitation_comes_after_its_delay_and_can_be_sent_away(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url)

    expect(chat.element.get_by_text("Questions about dry needling? Ask me here.")).to_be_visible(timeout=9_000)
    expect(chat.launcher).to_contain_text("1 new")
    chat.element.get_by_role("button", name="Dismiss").click()

    expect(chat.element.get_by_text("Questions about dry needling?")).to_be_hidden()
    assert tokens(chat.page) == [None]


def test_example_questions_of_the_page_go_to_the_chat(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url)

    chat.page.get_by_role("button", name="How many sessions?").click()

    expect(chat.messages("bot", "answer")).to_contain_text("no set number of sessions")


def test_messages_carry_the_time_in_the_readers_own_zone(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, timezone_id="America/Edmonton").open()

    moment = chat.messages().first.locator("time")

    assert datetime.fromisoformat(str(moment.get_attribute("datetime"))).tzinfo is not None
    expect(moment).to_have_text(re.compile(r"^\d{1,2}:\d\d"))


def test_a_chat_in_french_is_labelled_in_french(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()

    answer = chat.ask("Est-ce que ça fait mal?")

    expect(answer).to_contain_text("Cela peut faire mal")
    expect(answer.locator(".text")).to_have_attribute("lang", "fr")
    expect(chat.page.get_by_role("button", name="Envoyer", exact=True)).to_be_visible()
    expect(chat.page.get_by_placeholder("Votre question")).to_be_visible()
