"""No rule of axe (WCAG 2.2 AA and good practice) is broken in any state, and the layout holds for everybody."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.support.browser import Chat, broken
from tests.support.server import Server

PHONE = {"viewport": {"width": 320, "height": 640}, "has_touch": True, "is_mobile": True}
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}


def states(chat: Chat) -> list[tuple[str, Callable[[], Any]]]:
    """Every state of the widget by name, in an order in which each leads to the next."""
    button = chat.element.get_by_role

    def too_long() -> None:
        chat.input.fill("x" * 1001)

    def unsent() -> None:
        chat.input.fill("")
        chat.page.context.set_offline(True)
        chat.send("hello again")
        expect(chat.messages("patient").last).to_contain_text("Not sent")

    def back() -> None:
        chat.page.context.set_offline(False)
        expect(chat.trouble).to_be_hidden()
        expect(chat.messages("patient").last).not_to_contain_text("Not sent")

    return [
        ("closed", lambda: None),
        ("invited", lambda: expect(chat.element.get_by_text("Ask me here.")).to_be_visible(timeout=9_000)),
        ("open", chat.open),
        ("answer", lambda: chat.ask("is it safe?")),
        ("asked what was missing", lambda: button("button", name="No", exact=True).click()),
        ("thanked", lambda: button("button", name="No comment").click()),
        ("emergency", lambda: chat.ask("i cant feel when i wipe")),
        ("urgent", lambda: chat.ask("the spot where the needle went is red, hot and has pus")),
        ("unknown", lambda: chat.ask("what is the capital of peru")),
        ("booking", lambda: chat.ask("can i come in on thursday at 3, my name is Rosa Example, 780 555 0143")),
        ("menu", lambda: button("button", name="Chat options").click()),
        ("confirm", lambda: button("button", name="End chat").click()),
        ("kept", lambda: button("button", name="Keep this chat").click()),
        ("too long", too_long),
        ("unsent", unsent),
        ("back", back),
        ("ended", lambda: (chat.option("End chat"), button("button", name="End chat").last.click())),
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_in_any_state(
    site: Server, visit: Callable[..., Chat], scheme: str, device: dict[str, Any]
) -> None:
    chat = visit(site.url, color_scheme=scheme, **device)
    found = {}

    for name, reach in states(chat):
        reach()
        found[name] = broken(chat)

    assert {name: rules for name, rules in found.items() if rules} == {}


@pytest.mark.parametrize("device", [PHONE, ZOOMED], ids=["320 pixels", "200 percent"])
def test_nothing_is_cut_off_on_a_narrow_or_enlarged_screen(
    site: Server, visit: Callable[..., Chat], device: dict[str, Any]
) -> None:
    chat = visit(site.url, **device).open()
    chat.ask("is it safe?")
    chat.ask("i cant feel when i wipe")

    wide = chat.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    log_wide = chat.log.evaluate("log => log.scrollWidth > log.clientWidth")

    assert (wide, log_wide) == (False, False)
    for part in (chat.send_button, chat.input, chat.element.get_by_role("button", name="Close chat")):
        expect(part).to_be_in_viewport(ratio=1)


def test_every_button_is_large_enough_to_hit(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, **PHONE).open()
    chat.ask("is it safe?")

    sizes = chat.element.locator("button:visible").evaluate_all(
        "buttons => buttons.map((button) => button.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )

    assert min(sizes) >= 24


def test_forced_colours_keep_borders_and_reduced_motion_stands_still(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url, forced_colors="active", reduced_motion="reduce").open()
    chat.ask("is it safe?")

    border = chat.messages().last.locator(".text").evaluate("text => getComputedStyle(text).borderTopStyle")
    still = chat.element.locator(".typing i").first.evaluate("dot => getComputedStyle(dot).animationName")

    assert (border, still) == ("solid", "none")


def test_the_focus_can_be_seen_on_everything_it_reaches(site: Server, visit: Callable[..., Chat]) -> None:
    chat = visit(site.url).open()
    chat.ask("is it safe?")
    unseen = []

    for _ in range(14):
        chat.page.keyboard.press("Shift+Tab")
        outline = chat.page.evaluate(
            "() => { let at = document.activeElement; if (at.shadowRoot) at = at.shadowRoot.activeElement;"
            " return [at.textContent || at.id, getComputedStyle(at).outlineStyle]; }"
        )
        if outline[1] == "none":
            unseen.append(outline[0])

    assert unseen == []
