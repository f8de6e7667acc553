"""The widget's second file, which brings the open chat: when it is loaded, and what happens when it cannot be."""

import re
from collections.abc import Callable

import pytest
import requests
from playwright.sync_api import Page, Route, expect

from frontdesk.channels.web.built_files import WIDGET_FILES, read_web_files
from tests.support.browser import Chat, broken
from tests.support.server import Server

SECOND = "frontdesk-chat.js"
ANY_SECOND = re.compile(r"/frontdesk-chat\.js")


def loaded(page: Page) -> list[str]:
    """The addresses of the widget's files that the page asks for from now on."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "/frontdesk" in request.url else None)
    return asked


def pin(page: Page) -> None:
    """Let the demonstration page pin the widget to its present content, as `embed` tells a clinic to."""
    files = read_web_files()
    pinned = f'src="frontdesk.js?v={files["frontdesk.js"].version}" integrity="{files["frontdesk.js"].integrity}"'

    def fulfill(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=response.text().replace('src="frontdesk.js"', pinned))

    page.route(re.compile("/$"), fulfill)


def test_the_second_file_is_loaded_once_and_by_its_version(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit("about:blank")
    asked = loaded(chat.page)
    chat.page.goto(site.url)
    expect(chat.launcher).to_be_visible()
    assert asked == [f"{site.url}/frontdesk.js"]

    for _ in range(2):
        chat.launcher.click()
        expect(chat.panel).to_be_visible()
        chat.element.get_by_role("button", name="Close chat").click()

    assert asked[1:] == [f"{site.url}/{SECOND}?v={read_web_files()[SECOND].version}"]


@pytest.mark.parametrize("name", WIDGET_FILES)
def test_every_file_of_the_widget_may_be_loaded_by_any_site_and_kept(site: Server, name: str) -> None:
    version = read_web_files()[name].version
    response = requests.get(f"{site.url}/{name}?v={version}", headers={"Origin": "https://clinic.example"}, timeout=5)

    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "immutable" in response.headers["Cache-Control"]


@pytest.mark.parametrize("name", WIDGET_FILES[:2])
def test_the_widgets_scripts_name_no_other_server(name: str) -> None:
    text = read_web_files()[name].body.decode()

    assert re.findall(r"https?://[\w.-]+", text) == []


def test_a_chat_that_goes_on_is_loaded_with_the_page(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.element.get_by_role("button", name="Close chat").click()
    asked = loaded(chat.page)

    chat.page.reload()

    expect(chat.messages()).to_have_count(1)
    expect(chat.panel).to_be_hidden()
    assert len(asked) == 2


def test_while_it_cannot_be_loaded_the_phone_is_named_and_it_is_tried_again(
    site: Server, visit: Callable[..., Chat]
) -> None:
    chat = visit(site.url)
    chat.page.route(ANY_SECOND, lambda route: route.abort())

    chat.page.get_by_role("button", name="Does it hurt?").click()

    trouble = chat.element.get_by_role("region", name="Chat with us")
    expect(trouble).to_contain_text("The chat cannot be reached. Trying again. You can call 780-555-0100.")
    calls = trouble.get_by_role("link").evaluate_all("links => links.map(({ href }) => href)")
    assert calls == ["tel:7805550100", "tel:911"]
    expect(chat.element.get_by_role("status").get_by_text("The chat cannot be reached.")).to_be_attached()
    expect(chat.launcher).to_have_attribute("aria-busy", "true")
    assert broken(chat) == []
    chat.page.unroute(ANY_SECOND)

    expect(chat.messages("bot", "answer")).to_have_count(1)
    expect(trouble).to_be_hidden()
    expect(chat.element.locator(".launcher")).not_to_have_attribute("aria-busy", "true")


def test_a_second_file_that_does_not_fit_the_first_leaves_the_phone(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url)
    chat.page.route(
        ANY_SECOND,
        lambda route: route.fulfill(content_type="text/javascript", body="export class Chat { start = null }"),
    )
    chat.page.evaluate("addEventListener('unhandledrejection', (event) => event.preventDefault())")

    chat.launcher.click()

    expect(chat.element.get_by_role("region", name="Chat with us")).to_contain_text("You can call 780-555-0100")


def test_a_page_that_is_not_waiting_for_the_chat_says_nothing(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.element.get_by_role("button", name="Close chat").click()
    chat.page.route(ANY_SECOND, lambda route: route.abort())

    with chat.page.expect_event("requestfailed", lambda request: SECOND in request.url):
        chat.page.reload()
    chat.page.wait_for_timeout(300)

    expect(chat.element.get_by_role("region", name="Chat with us")).to_be_hidden()


def test_a_page_that_pins_the_first_file_pins_the_second(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit("about:blank")
    pin(chat.page)
    asked = loaded(chat.page)
    chat.page.goto(site.url)

    chat.open().ask("does it hurt?")

    assert len(asked) == 2


def test_a_pinned_page_refuses_a_changed_second_file(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit("about:blank")
    pin(chat.page)
    chat.page.route(
        ANY_SECOND,
        lambda route: route.fulfill(
            content_type="text/javascript",
            body="window.hacked = 1; export class Chat {}",
            headers={"Access-Control-Allow-Origin": "*"},
        ),
    )
    chat.page.goto(site.url)

    chat.launcher.click()

    expect(chat.element.get_by_role("region", name="Chat with us")).to_contain_text("You can call 780-555-0100")
    assert chat.page.evaluate("window.hacked") is None
