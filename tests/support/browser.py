"""The widget as a patient uses it. Playwright looks into the open shadow root by itself."""

import re
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

_NOTICE = "What you tell me about yourself is used"


class Chat:
    """One page with the widget. Messages are list items with `data-from` and `data-kind`."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.element = page.locator("frontdesk-chat")
        self.launcher = page.get_by_role("button", name=re.compile("^Chat with us"))
        self.panel = self.element.locator("section")
        self.log = self.element.get_by_role("log")
        self.input = self.element.get_by_role("textbox", name="Your message")
        self.send_button = self.element.get_by_role("button", name="Send", exact=True)
        self.trouble = self.element.locator(".trouble")
        self.emergencies = self.messages("bot", "emergency")

    def messages(self, sender: str = "bot", kind: str = "") -> Locator:
        """The messages of one side, all or of one kind."""
        kinds = f"[data-kind={kind}]" if kind else ""
        return self.element.locator(f"li[data-from={sender}]{kinds}")

    def open(self) -> "Chat":
        """Open the chat by mouse and wait for the greeting."""
        self.launcher.click()
        expect(self.messages()).to_have_count(1)
        return self

    def send(self, text: str) -> None:
        """Type a message and send it by key."""
        self.input.fill(text)
        self.input.press("Enter")

    def ask(self, text: str) -> Locator:
        """Send a message; the first message that came in reply, the privacy notice left out."""
        before = self.messages().count()
        self.send(text)
        return self._reply(before)

    def choose(self, title: str) -> Locator:
        """Press an open quick reply by its title; the first message that came in reply, the privacy notice left out."""
        before = self.messages().count()
        self.element.locator("button[part=reply]:not([aria-disabled=true])", has_text=title).last.click()
        return self._reply(before)

    def _reply(self, before: int) -> Locator:
        reply = self.messages().nth(before)
        expect(reply).to_be_visible()
        if _NOTICE in reply.inner_text():
            reply = self.messages().nth(before + 1)
            expect(reply).to_be_visible()
        return reply

    def option(self, name: str) -> None:
        """Choose from the chat's menu."""
        self.element.get_by_role("button", name="Chat options").click()
        self.element.get_by_role("button", name=name).click()

    def texts(self) -> list[str]:
        """What everybody said, in the order on screen."""
        return self.element.locator("li[data-from] .text").all_inner_texts()


def broken(chat: Chat) -> list[str]:
    """The rules that are broken now, each with the places."""
    found: dict[str, Any] = Axe().run(chat.page, options={"runOnly": {"type": "tag", "values": TAGS}}).response
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found["violations"]]


def watch(page: Page, troubles: list[str]) -> None:
    """Note exceptions of the page and whatever its content security policy refuses."""
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on(
        "console",
        lambda message: troubles.append(message.text) if "Content Security Policy" in message.text else None,
    )
