"""The page of a report holds everything, and no message unless it was asked for."""

from datetime import datetime
from pathlib import Path

from frontdesk.engine.evaluation import Judged
from frontdesk.tools.report.measured import Measured, Sure
from frontdesk.tools.report.page import figures_in, page, worst_of
from tests.support.report_figures import FIGURES

NOW = datetime(2026, 11, 24, 9)
MESSAGE = "is <b>this</b> covered by my plan"
MEASURED = Measured(
    {},
    [Sure(Judged(MESSAGE, "wrong", ("cost",), ("insurance",)), "cost", 0.95)],
    [Sure(Judged("my chest feels odd", "nothing", ("fallback",), (), "heart"), "heart", 0.02)],
    [],
    {},
    0.8,
)


def test_figures_can_be_read_back_from_the_page(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(page(FIGURES, {}, None, NOW), encoding="utf-8")
    assert figures_in(file) == FIGURES
    assert figures_in(tmp_path / "none.html") == {}


def test_the_page_names_what_went_badly_with_its_bounds_and_loads_nothing() -> None:
    text = page(FIGURES, {"risk": "<svg></svg>"}, None, NOW)
    assert '<span class="bad">wrong 1</span> (10.0 %;' in text
    assert "<svg></svg>" in text
    assert "http" not in text.replace("http://www.w3.org", "")
    assert "Left out." in text


def test_worst_cases_stand_in_it_only_where_asked_for_and_escaped() -> None:
    assert MESSAGE not in page(FIGURES, {}, None, NOW)
    text = page(FIGURES, {}, worst_of(MEASURED), NOW)
    assert "is &lt;b&gt;this&lt;/b&gt; covered by my plan" in text
    assert "my chest feels odd" in text
    assert "spoils the set" in text


def test_a_first_report_compares_with_nothing() -> None:
    text = page({**FIGURES, "changes": [], "compared": None}, {}, None, NOW)
    assert "last report" not in text
    assert "Nothing has changed" not in text
