"""Takes the README's screenshots of a running installation into docs/images.

python docs/screenshots.py http://127.0.0.1:5005
"""

import argparse
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
            page, "can my mom come thursday after 3, shes been before", "Rosa Example", "780 555 0143", "her knee"
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


def main() -> None:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    base = parser.parse_args().base
    IMAGES.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"))
        for name in PICTURES:
            take(browser, base, name)
        browser.close()


if __name__ == "__main__":
    main()
