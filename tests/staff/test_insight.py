"""Figures as staff see them: in sum, as plots with a table beside each, as a file."""

import csv
import io
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest

from frontdesk.insight.figures import tally
from frontdesk.insight.reviewing import Reviewing
from frontdesk.staff.guard import HEADERS
from frontdesk.staff.insight_pages import PLOTS
from frontdesk.staff.roles import CLINICIAN, DESK
from tests.support.console import Browser, Desk
from tests.support.talks import at, talk

NOON = "2026-11-24T18:00"


@pytest.fixture
def sam(desk: Desk) -> Any:
    """Somebody who looks at a day with two conversations by web and one by text."""
    with at(NOON) as clock:
        for channel in ("web", "web", "sms"):
            talk(desk.store, ("how much?", "answer"), ("cupping?", "fallback"), channel=channel)
        clock.shift(timedelta(minutes=2))
        Reviewing(desk.store, "988").review()
        tally(desk.store.engine, desk.config.clinic.timezone)
        yield desk.person("sam", DESK)


def test_an_empty_page_says_what_will_appear(desk: Desk) -> None:
    shown = desk.person("sam").get("/insight").text
    for told in (
        "No figures for these days yet",
        "Nothing was answered",
        "No gaps are open",
        "Nobody asked for a person",
    ):
        assert told in shown


def test_the_page_sums_up_and_counts_by_channel(sam: Browser) -> None:
    shown = sam.get("/insight").text
    assert "<dt>Conversations</dt><dd>3</dd>" in shown
    assert "<dt>Not known</dt><dd>3</dd>" in shown
    assert "<td>cost</td><td>3</td>" in shown
    assert "<dt>Conversations</dt><dd>1</dd>" in sam.get("/insight?span=7&channel=sms").text


@pytest.mark.parametrize("name", PLOTS)
def test_each_plot_is_an_image_without_scripts_with_its_figures_as_a_table(sam: Browser, name: str) -> None:
    shown = sam.get("/insight").text
    assert f'src="/insight/plots/{name}?span=30&amp;channel="' in shown
    plot = sam.get(f"/insight/plots/{name}?span=30")
    assert plot.headers["content-type"] == "image/svg+xml"
    drawn = ElementTree.fromstring(plot.text)
    assert not [each.tag for each in drawn.iter() if each.tag.endswith("script")]
    assert "<script" not in plot.text
    assert "http://" not in plot.text.replace("http://www.w3.org", "").replace("http://pygal.org", "").replace(
        "http://github.com/Kozea/pygal", ""
    )
    assert plot.headers["content-security-policy"] == "default-src 'none'; style-src 'unsafe-inline'"
    assert sam.get("/insight").headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert ">24 Nov</th>" in shown or "24 Nov" in shown


def test_the_file_holds_every_figure(sam: Browser) -> None:
    answer = sam.get("/insight/file?span=7")
    assert answer.headers["content-disposition"] == 'attachment; filename="insight-2026-11-18-2026-11-24.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {"day": "2026-11-24", "channel": "web", "figure": "answered", "detail": "cost", "count": "2"} in rows


def test_clinicians_see_the_page_and_take_no_file_away(desk: Desk) -> None:
    robin = desk.person("robin", CLINICIAN)
    assert "Save as a file" not in robin.get("/insight").text
    assert robin.get("/insight/file").status_code == 403


@pytest.mark.parametrize("path", ["/insight?span=400", "/insight?channel=fax", "/insight/plots/conversations?span=x"])
def test_addresses_that_mean_nothing_are_refused(desk: Desk, path: str) -> None:
    assert desk.person("sam").get(path).status_code == 400


def test_a_plot_that_is_none_is_not_found(desk: Desk) -> None:
    assert desk.person("sam").get("/insight/plots/none").status_code == 404
