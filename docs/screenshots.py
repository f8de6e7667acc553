"""Takes the README's screenshots of a running installation into docs/images.

python docs/screenshots.py http://127.0.0.1:5005
python docs/screenshots.py http://127.0.0.1:5005 --staff "$(python -m frontdesk staff --invite)"

The second form takes those of the front desk's page, too: it makes an account by the link, and three patients write.
"""

import argparse
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

IMAGES = Path(__file__).parent / "images"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


def say(page: Page, *texts: str) -> None:
    """Open the chat if it is closed and send messages, each after the reply to the one before."""
    launcher = page.get_by_role("button", name="Chat with us")
    if launcher.is_visible():
        launcher.click()
    replies = page.locator("li[data-from=bot]")
    replies.first.wait_for()
    for text in texts:
        count = replies.count()
        field = page.get_by_role("textbox", name="Your message")
        field.fill(text)
        field.press("Enter")
        replies.nth(count).wait_for()


PICTURES: dict[str, tuple[dict[str, Any], Callable[[Page], None]]] = {
    "desktop": (DESKTOP, lambda page: say(page, "does it hurt?")),
    "phone": (PHONE, lambda page: say(page, "is it safe?")),
    "dark": (PHONE | {"color_scheme": "dark"}, lambda page: say(page, "how many times do i have to come?")),
    "emergency": (PHONE, lambda page: say(page, "since the needle my chest hurts and i cant breathe")),
    "booking": (
        PHONE,
        lambda page: say(
            page, "can my mom come thursday after 3, shes been before", "Rosa Moreau", "780 555 0143", "her knee"
        ),
    ),
}


def take(browser: Browser, base: str, name: str) -> None:
    """One picture, at rest."""
    options, act = PICTURES[name]
    page = browser.new_page(**options, device_scale_factor=1, timezone_id="America/Edmonton", locale="en-CA")
    page.goto(base)
    act(page)
    page.wait_for_timeout(600)
    page.screenshot(path=IMAGES / f"{name}.png")
    page.close()


def patient(browser: Browser, base: str, *texts: str) -> Page:
    """Somebody who has written in the chat and stays."""
    page = browser.new_page(**PHONE, locale="en-CA")
    page.goto(base)
    say(page, *texts)
    return page


def sign_up(browser: Browser, link: str) -> Page:
    """Sam, signed in by a link."""
    page = browser.new_page(viewport={"width": 1100, "height": 900}, locale="en-CA")
    page.goto(link)
    words = secrets.token_urlsafe(12)
    page.get_by_label("Sign-in name").fill(f"sam.{secrets.token_hex(3)}")
    page.get_by_label("Name that patients and colleagues see").fill("Sam")
    for field in page.locator("input[type=password]").all():
        field.fill(words)
    page.get_by_role("button", name="Make the account and sign in").click()
    page.get_by_role("heading", name="Today", exact=True).wait_for()
    return page


def take_of_desk(browser: Browser, base: str, link: str) -> None:
    """Today, and a conversation that Sam has taken over."""
    sam = sign_up(browser, link)
    for name, phone in (("Rosa Moreau", "780 555 0143"), ("Kim Peters", "780 555 0122")):
        patient(browser, base, "please call me back", name, phone, "yes")
    patient(browser, base, "please tell Dana that I left my scarf in the waiting room")
    chat = patient(browser, base, "does it hurt?", "i want to talk to a person")
    waiting = sam.get_by_role("link", name="A patient would like to talk to a person").last
    waiting.wait_for()
    sam.screenshot(path=IMAGES / "today.png")
    waiting.click()
    sam.get_by_role("button", name="Take over").click()
    answer = sam.get_by_label("Your answer")
    answer.fill("Hello, I am Sam. How can I help?")
    answer.press("Enter")
    chat.locator("li[data-from=staff]").wait_for(timeout=60_000)
    sam.wait_for_timeout(1500)
    sam.screenshot(path=IMAGES / "conversation.png")
    sam.get_by_role("button", name="Hand back to the assistant").click()


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    parser.add_argument("--staff", help="a link that makes an account")
    given = parser.parse_args()
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name in PICTURES:
            take(browser, given.base, name)
        if given.staff:
            take_of_desk(browser, given.base, given.staff)
        browser.close()


if __name__ == "__main__":
    main()
