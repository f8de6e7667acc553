"""The report as one HTML page with nothing outside of it. The figures stand in it, so that the next report can compare."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from frontdesk.engine.evaluation import kind_of
from frontdesk.tools.report.figures import MEASURES, Figures, is_right, share_of
from frontdesk.tools.report.measured import Measured, Sure

_TEMPLATES = Path(__file__).parents[1] / "templates"
_FIGURES = re.compile(r'<script type="application/json" id="figures">(.*?)</script>', re.DOTALL)
_MOST_WORST = 25


@dataclass(frozen=True)
class Worst:
    """Messages that came out badly, the surest mistakes first."""

    title: str
    messages: Sequence[Sure]


def figures_in(file: Path) -> Figures:
    """The figures of a report that was written before; none if the file is no report."""
    found = _FIGURES.search(file.read_text(encoding="utf-8")) if file.is_file() else None
    figures: Figures = json.loads(found.group(1)) if found else {}
    return figures


def worst_of(measured: Measured) -> list[Worst]:
    """The worst cases of each kind. They are sentences of the evaluation sets: for reading, never for writing data."""
    wrong = [sure for sure in measured.questions if not is_right(sure)]
    missed = [sure for sure in measured.signs if sure.judged.outcome == "nothing"]
    alarmed = [sure for sure in measured.no_signs if sure.judged.outcome == "alarm"]
    return [
        Worst("Signs that were missed", sorted(missed, key=lambda sure: sure.confidence)[:_MOST_WORST]),
        Worst("Alarms without a sign", sorted(alarmed, key=lambda sure: -sure.confidence)[:_MOST_WORST]),
        Worst("Questions read as another topic", sorted(wrong, key=lambda sure: -sure.confidence)[:_MOST_WORST]),
    ]


def page(figures: Figures, pictures: Mapping[str, str], worst: Sequence[Worst] | None, now: datetime) -> str:
    """The page. `worst` is None where no message may stand in it."""
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters["percent"] = lambda share: f"{100 * share:.1f} %"
    stored = json.dumps(figures, ensure_ascii=True).replace("<", "\\u003c")
    return templates.get_template("report.html").render(
        figures=figures,
        rows=_rows(figures),
        pictures={name: Markup(picture) for name, picture in pictures.items()},
        worst=worst,
        measures=MEASURES,
        stored=Markup(stored),
        now=now,
    )


def _rows(figures: Figures) -> list[dict[str, Any]]:
    """Each set with its outcomes, the bad ones first and with their bounds."""
    rows = []
    for name, counts in figures["sets"].items():
        total = sum(counts.values())
        bad = kind_of(name).faults
        outcomes = sorted(counts, key=lambda outcome: (outcome not in bad, -counts[outcome]))
        shown = [{"name": outcome, "bad": outcome in bad, **share_of(counts[outcome], total)} for outcome in outcomes]
        rows.append({"set": name, "total": total, "outcomes": shown})
    return rows
