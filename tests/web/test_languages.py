"""The widget's own words follow the page, then the language of what is said."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.support.browser import Chat
from tests.support.server import Server


def opened_in_french(chat: Chat) -> Locator:
    """Open the chat of a French page; its first message."""
    chat.element.get_by_role("button", name="Clavardez avec nous").click()
    greeting = chat.messages().first
    expect(greeting).to_be_visible()
    return greeting


def say_in_french(chat: Chat, text: str) -> Locator:
    before = chat.messages().count()
    field = chat.element.get_by_role("textbox")
    field.fill(text)
    field.press("Enter")
    reply = chat.messages().nth(before)
    expect(reply).to_be_visible()
    return reply


def test_a_browser_in_french_is_greeted_in_french(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, locale="fr-CA")

    greeting = opened_in_french(chat)

    expect(greeting).to_contain_text("Bonjour")
    expect(greeting.locator(".text")).to_have_attribute("lang", "fr")
    expect(greeting.locator(".quiet").first).to_have_text("Assistant:")
    expect(chat.element).to_have_attribute("lang", "fr-CA")
    expect(chat.element.get_by_role("link", name="Urgence : appelez le 911")).to_be_visible()
    expect(chat.element.get_by_role("button", name="Envoyer", exact=True)).to_be_visible()


def test_a_message_that_says_nothing_of_its_language_is_answered_in_that_of_the_page(
    site: Server, visit: Callable[..., Chat]
) -> None:
    chat = visit(site.url, locale="fr-CA")
    opened_in_french(chat)

    reply = say_in_french(chat, "ok")

    expect(reply.locator(".text")).to_have_attribute("lang", "fr")


def test_words_go_back_and_forth_with_the_language(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()

    chat.ask("Est-ce que ça fait mal?")
    expect(chat.element.get_by_placeholder("Votre question")).to_be_visible()
    expect(chat.element).to_have_attribute("lang", "fr-CA")

    say_in_french(chat, "does it hurt much?")
    expect(chat.input).to_be_visible()
    expect(chat.send_button).to_be_visible()
    expect(chat.element).to_have_attribute("lang", "en-CA")
    expect(chat.element.get_by_role("link", name="Emergency: call 911")).to_be_visible()

    chat.ask("combien ça coûte?")
    expect(chat.element.get_by_role("button", name="Envoyer", exact=True)).to_be_visible()


def test_an_english_warning_stands_under_english_words(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, locale="fr-CA")
    opened_in_french(chat)

    warning = say_in_french(chat, "i have chest pain and i can't breathe")

    expect(warning).to_contain_text("911")
    expect(warning.locator(".text")).to_have_attribute("lang", "en")
    expect(warning.locator("strong")).to_have_text("Emergency")
    expect(warning.get_by_role("link", name="Call 911")).to_be_visible()
    expect(chat.element.get_by_role("link", name="Emergency: call 911")).to_be_visible()


def test_a_french_warning_stands_under_french_words(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()

    warning = chat.ask("j'ai mal à la poitrine et je ne peux plus respirer")

    expect(warning.locator(".text")).to_have_attribute("lang", "fr")
    expect(warning.locator("strong")).to_have_text("Urgence")
    expect(warning.get_by_role("link", name="Appeler le 911")).to_be_visible()


def test_a_page_in_a_language_without_words_keeps_its_own(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, locale="de-DE")

    expect(chat.element).to_have_attribute("lang", "en")
    expect(chat.launcher).to_be_visible()
