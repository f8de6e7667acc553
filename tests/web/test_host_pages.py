"""The widget on pages that it does not know: their style sheets, their addresses, their direction, their browsers."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Chat
from tests.support.server import Server

PHONE = {"viewport": {"width": 390, "height": 700}, "has_touch": True, "is_mobile": True}


def show(page: Page, server: Server, head: str = "", html: str = "lang=en") -> Chat:
    """A page of one's own with the widget, at the server's address."""
    script = f'<script type="module" src="{server.url}/frontdesk.js" data-phone="780-555-0100"></script>'
    link = f'<a href="{server.url}/page#frontdesk">Ask us</a>'
    page.route(
        re.compile("/page$"),
        lambda route: route.fulfill(
            content_type="text/html",
            body=f"<!doctype html><html {html}><head>{head}{script}</head><body><h1>Clinic</h1>{link}</body></html>",
        ),
    )
    page.goto(f"{server.url}/page")
    return Chat(page)


@pytest.mark.parametrize(
    "style",
    [
        "html { font-size: 62.5% }",
        "html { font-size: 40px }",
        "* { all: unset } button { display: none } [hidden] { display: block !important }",
        "* { font-size: 9px; color: #999; letter-spacing: .3em; text-transform: uppercase; text-align: center }",
    ],
)
def test_a_sites_style_sheet_does_not_reach_into_the_chat(site: Server, visit: Callable[..., Chat], style: str) -> None:
    plain = show(visit("about:blank").page, site)
    styled = show(visit("about:blank").page, site, f"<style>{style}</style>")
    seen = []

    for chat in (plain, styled):
        chat.open()
        looks = (
            chat.messages()
            .locator(".text")
            .evaluate(
                "text => { const style = getComputedStyle(text);"
                " return [style.fontSize, style.color, style.letterSpacing, style.textTransform, style.textAlign]; }"
            )
        )
        seen.append((chat.panel.bounding_box(), looks))

    assert seen[0] == seen[1]
    assert seen[0][1][0] == "16px"


def test_a_page_with_another_base_address_can_open_and_close_the_chat(site: Server, visit: Callable[..., Chat]) -> None:
    chat = show(visit("about:blank").page, site, '<base href="https://elsewhere.example/x/">')

    for _ in range(2):
        chat.page.get_by_role("link", name="Ask us").click()
        expect(chat.panel).to_be_visible()
        chat.element.get_by_role("button", name="Close chat").click()
        expect(chat.launcher).to_be_focused()

    assert chat.page.url == f"{site.url}/page"


def test_the_menu_opens_under_its_button_also_from_right_to_left(site: Server, visit: Callable[..., Chat]) -> None:
    chat = show(visit("about:blank").page, site, html="lang=ar dir=rtl").open()
    button = chat.element.get_by_role("button", name="Chat options")

    button.click()

    under, menu = button.bounding_box(), chat.element.locator(".menu").bounding_box()
    assert under
    assert menu
    assert menu["x"] <= under["x"] + under["width"] / 2 <= menu["x"] + menu["width"]


def test_the_chat_works_where_the_page_is_not_encrypted_and_nothing_is_stored(
    site: Server, visit: Callable[..., Chat]
) -> None:
    page = visit("about:blank").page
    page.add_init_script(
        "delete Crypto.prototype.randomUUID; delete window.BroadcastChannel;"
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new DOMException('', 'SecurityError'); } });"
    )

    chat = show(page, site).open()

    chat.ask("does it hurt?")


def test_a_link_opens_the_chat_again_after_it_was_closed_on_a_phone(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, **PHONE)

    for _ in range(2):
        chat.page.get_by_role("link", name="Ask a question").tap()
        expect(chat.panel).to_be_visible()
        chat.element.get_by_role("button", name="Close chat").tap()
        expect(chat.panel).to_be_hidden()
        chat.page.wait_for_function("!history.state")  # going back takes a moment


def test_a_pinch_leaves_the_chat_as_tall_as_the_screen(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, **PHONE).open()
    session = chat.page.context.new_cdp_session(chat.page)

    session.send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    chat.page.wait_for_function("visualViewport.scale === 2")

    chat.page.wait_for_timeout(200)
    assert chat.panel.evaluate("panel => panel.offsetHeight") == 700


@pytest.mark.parametrize("size", [(320, 256), (640, 180)], ids=["enlarged to 400 %", "landscape above the keyboard"])
def test_on_a_very_low_screen_everything_can_be_reached(
    site: Server, visit: Callable[..., Chat], size: tuple[int, int]
) -> None:
    chat = visit(site.url, viewport={"width": size[0], "height": size[1]}).open()

    chat.input.fill("word " * 199)
    chat.page.mouse.move(20, 20)
    for way, part in ((-500, chat.element.get_by_role("button", name="Close chat")), (500, chat.send_button)):
        for _ in range(4):
            chat.page.mouse.wheel(0, way)
            chat.page.wait_for_timeout(250)
        expect(part).to_be_in_viewport(ratio=0.9)
    assert chat.log.evaluate("log => log.clientHeight") > 100


def test_an_example_question_pressed_twice_is_asked_once(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url)

    chat.page.get_by_role("button", name="Does it hurt?").dblclick()

    expect(chat.messages("bot", "answer")).to_have_count(1)
    chat.page.wait_for_timeout(500)
    expect(chat.messages("patient")).to_have_count(1)


def test_the_focus_is_never_lost_with_what_goes_away(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    keep = chat.element.get_by_role("button", name="Keep this chat")
    again = chat.element.get_by_role("button", name="Try again")

    chat.option("End chat")
    chat.page.keyboard.press("Escape")
    expect(keep).to_be_hidden()
    expect(chat.input).to_be_focused()

    chat.option("End chat")
    chat.element.get_by_role("button", name="Close chat").click()
    chat.launcher.click()
    expect(keep).to_be_focused()
    keep.click()

    chat.page.route("**/chat/messages", lambda route: route.fulfill(status=502, body="bad gateway"))
    chat.send("does it hurt?")
    again.wait_for(timeout=25_000)
    expect(again).to_be_in_viewport(ratio=1)
    again.press("Enter")
    expect(again).to_be_hidden()
    expect(chat.log).to_be_focused()


def test_the_menu_closes_when_the_patient_goes_elsewhere(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()

    chat.element.get_by_role("button", name="Chat options").click()
    chat.input.click()

    expect(chat.element.locator(".menu")).to_be_hidden()


def test_what_was_typed_goes_with_the_chat_that_ends(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.input.fill("my secret")

    chat.option("End chat")
    chat.element.get_by_role("button", name="End chat").last.click()

    expect(chat.log).to_contain_text("This chat has ended")
    expect(chat.input).to_have_value("")
    assert "secret" not in chat.page.evaluate("JSON.stringify({ ...sessionStorage })")


def test_a_reply_that_came_while_the_page_was_loaded_again_is_heard_once(
    site: Server, visit: Callable[..., Chat]
) -> None:
    chat = visit("about:blank")
    chat.page.route("**/chat/events", lambda route: route.abort())
    chat.page.goto(site.url)
    chat.open()
    chat.page.add_init_script(
        "window.heard = []; const attach = Element.prototype.attachShadow;"
        "Element.prototype.attachShadow = function (options) { const root = attach.call(this, options);"
        " new MutationObserver((changes) => { for (const { target, addedNodes } of changes)"
        " if (/status|alert/.test(target.role)) window.heard.push(...[...addedNodes].map((node) => node.textContent)); })"
        ".observe(root, { childList: true, subtree: true }); return root; };"
    )
    chat.page.route("**/chat/messages", lambda route: (route.fetch(), route.abort()))
    with chat.page.expect_event("requestfailed", lambda request: request.url.endswith("/chat/messages")):
        chat.send("does it hurt?")
    chat.page.unroute("**/chat/messages")

    chat.page.reload()

    expect(chat.messages("bot", "answer")).to_have_count(1)
    chat.page.wait_for_timeout(2_500)
    heard = [text for text in chat.page.evaluate("heard") if text.startswith("Assistant:")]
    assert len(heard) == 1
    assert heard[0].removeprefix("Assistant: ") in chat.messages("bot", "answer").inner_text()


def test_on_a_phone_everything_beside_the_open_chat_is_out_of_reach_wherever_it_stands(
    site: Server, visit: Callable[..., Chat]
) -> None:
    narrow = '<meta name="viewport" content="width=device-width">'
    chat = show(visit("about:blank", **PHONE).page, site, narrow)
    chat.page.evaluate(
        """() => {
          const app = document.createElement('div');
          const beside = document.createElement('main');
          app.append(beside, document.createElement('frontdesk-chat'));
          document.querySelector('frontdesk-chat').remove();
          document.body.append(app);
        }"""
    )
    chat.launcher.click()

    expect(chat.page.locator("main")).to_have_attribute("inert", "")
    expect(chat.page.locator("h1")).to_have_attribute("inert", "")
    chat.element.get_by_role("button", name="Close chat").click()
    expect(chat.page.locator("main")).not_to_have_attribute("inert", "")


def test_words_and_languages_that_cannot_be_read_leave_the_chat_in_english(
    site: Server, visit: Callable[..., Chat]
) -> None:
    chat = show(visit("about:blank").page, site, html="lang=en")
    chat.page.evaluate(
        """() => {
          document.querySelector('frontdesk-chat').remove();
          const chat = document.createElement('frontdesk-chat');
          chat.setAttribute('words', '{not json');
          chat.setAttribute('lang', 'en_CA');
          document.body.append(chat);
        }"""
    )

    expect(chat.open().messages().locator("time")).to_be_visible()
    expect(chat.element).to_have_attribute("lang", "en")
