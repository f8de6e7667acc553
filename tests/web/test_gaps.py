"""Gaps and figures in a real browser: decided on by keyboard, seen by colleagues at once, read without seeing."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import Browser, Page, expect

from frontdesk.insight.figures import tally
from frontdesk.insight.gathering import gather
from frontdesk.insight.reviewing import Reviewing
from tests.support.browser import Chat, broken
from tests.support.databases import open_only
from tests.support.front_desk import front_desk
from tests.support.server import ConsoleAlone
from tests.support.stores import store_over
from tests.support.talks import talk

CUPPING = ("do you offer cupping", "is there cupping at your clinic", "cupping therapy available?")
PIZZA = "can i order a pizza <script>alert(1)</script>"


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ConsoleAlone]:
    """The front desk's page of a clinic whose patients asked some things that were not known."""
    running = ConsoleAlone(tmp_path_factory.mktemp("gaps"))
    store = store_over(open_only(f"sqlite:///{running.data_dir}/frontdesk.db"))
    with time_machine.travel(datetime.now(timezone.utc) - timedelta(minutes=5)):
        for text in (*CUPPING, PIZZA):
            talk(store, ("how much is it?", "answer"), (text, "fallback"))
    Reviewing(store, "988").review()
    gather(store)
    tally(store.engine, ZoneInfo("America/Edmonton"))
    yield running
    running.stop()


@pytest.fixture
def desk(console: ConsoleAlone, browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Somebody of the front desk, signed in on a tablet: `desk("Sam")`."""
    with front_desk(browser, console) as sign_in:
        yield partial(sign_in, viewport={"width": 820, "height": 1180})
    assert not sign_in.troubles


def test_a_group_is_decided_on_by_keyboard_and_a_colleague_sees_it_at_once(
    console: ConsoleAlone, desk: Callable[[str], Page]
) -> None:
    sam, robin = desk("Sam"), desk("Robin")
    robin.goto(f"{console.console_url}/gaps")
    group = robin.get_by_role("link", name="3 conversations")
    expect(group).to_be_visible()
    expect(robin.get_by_text("<script>alert(1)</script>")).to_be_visible()

    sam.get_by_role("link", name="Gaps").press("Enter")
    sam.get_by_role("link", name="3 conversations").press("Enter")
    sam.get_by_role("checkbox", name=CUPPING[2]).press("Space")
    sam.get_by_label("Topic that answers them").select_option("versus_other_treatments")
    sam.get_by_role("button", name="Assign to the topic").press("Enter")
    expect(sam).to_have_url(f"{console.console_url}/gaps")

    expect(group).to_have_count(0)
    expect(robin.get_by_text(CUPPING[2])).to_be_visible()
    robin.get_by_role("link", name="To be learnt").click()
    expect(robin.get_by_text(CUPPING[0])).to_be_visible()
    expect(robin.get_by_text("versus other treatments")).to_be_visible()


def test_the_figures_are_read_with_and_without_seeing(console: ConsoleAlone, desk: Callable[[str], Page]) -> None:
    sam = desk("Sam")
    sam.get_by_role("link", name="Insight").click()
    expect(sam.get_by_role("img")).to_have_count(3)
    for plot in sam.get_by_role("img").all():
        assert plot.evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    sam.get_by_text("The same as a table").first.press("Enter")
    table = sam.get_by_role("region", name="Conversations by channel as a table")
    expect(table.get_by_role("row").last).to_contain_text("4")
    with sam.expect_download() as download:
        sam.get_by_role("link", name="Save as a file").click()
    assert download.value.suggested_filename.startswith("insight-")


def test_no_page_breaks_a_rule_of_accessibility(console: ConsoleAlone, desk: Callable[[str], Page]) -> None:
    sam, found = desk("Sam"), {}
    for path in ("/gaps", "/gaps?show=dismissed", "/insight", "/insight?span=7&channel=sms"):
        sam.goto(f"{console.console_url}{path}")
        for summary in sam.locator("summary").all():
            summary.click()
        found[path] = broken(Chat(sam))
        assert not sam.evaluate("document.documentElement.scrollWidth > innerWidth"), path
    sam.goto(f"{console.console_url}/gaps")
    sam.get_by_role("link", name="Decide").first.click()
    found["a gap"] = broken(Chat(sam))
    assert {path: rules for path, rules in found.items() if rules} == {}
