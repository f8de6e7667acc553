"""How fast the widget is in a real browser, against a running installation.

    python bench/widget.py http://127.0.0.1:5005

Prints one JSON object: bytes sent for the file that every page loads, milliseconds of script work while the page loads, from
the click to a panel that can be typed into, to the greeting, and from sending to the first answer, cold (first of a browser)
and warm (median of ten).
"""

import argparse
import gzip
import json
import shutil
import statistics
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
WIDGET = Path(__file__).parent.parent / "frontdesk/web/frontdesk.js"
QUESTIONS = (
    "does it hurt|is it safe|how many sessions|what are the side effects|can you treat sciatica|is it acupuncture|"
    "do i need a referral|what should i wear|how long does it last|who does the needling"
).split("|")


def milliseconds(began: float) -> float:
    """Since a moment of `perf_counter`."""
    return round(1000 * (time.perf_counter() - began), 1)


def script_work(page: Page, base: str) -> dict[str, float]:
    """Load the page; milliseconds of script in all by the browser's own count, and of tasks over 50 ms."""
    page.add_init_script(
        "window.long = []; new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration)))"
        ".observe({ type: 'longtask', buffered: true });"
    )
    client = page.context.new_cdp_session(page)
    client.send("Performance.enable")
    page.goto(base)
    page.wait_for_timeout(1000)
    metrics = {metric["name"]: metric["value"] for metric in client.send("Performance.getMetrics")["metrics"]}
    return {
        "script_ms": round(1000 * metrics["ScriptDuration"], 1),
        "long_tasks_ms": round(sum(page.evaluate("long")), 1),
    }


def answer_time(page: Page, text: str) -> float:
    """Milliseconds from the key that sends to an answer on screen."""
    field = page.get_by_role("textbox", name="Your message")
    count = page.locator("li[data-from=bot]").count()
    field.fill(text)
    began = time.perf_counter()
    field.press("Enter")
    page.locator("li[data-from=bot]").nth(count).wait_for()
    return milliseconds(began)


def measure(base: str) -> dict[str, object]:
    """Everything, once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        loading = script_work(page, base)
        began = time.perf_counter()
        page.get_by_role("button", name="Chat with us").click()
        page.get_by_role("textbox", name="Your message").wait_for()
        usable = milliseconds(began)
        page.locator("li[data-from=bot]").first.wait_for()
        greeting = milliseconds(began)
        cold = answer_time(page, "will it hurt a lot")
        warm = [answer_time(page, question) for question in QUESTIONS]
        browser.close()
    return {
        "gzip_bytes": len(gzip.compress(WIDGET.read_bytes(), 9)),
        **loading,
        "click_to_usable_ms": usable,
        "click_to_greeting_ms": greeting,
        "first_answer_ms": cold,
        "later_answers_median_ms": round(statistics.median(warm), 1),
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("base")
    print(json.dumps(measure(parser.parse_args().base)))


if __name__ == "__main__":
    main()
