"""`evaluate`: measures the assistant on questions that were kept apart from the training data."""

import argparse
import asyncio
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from frontdesk.settings.clinics import settings

if TYPE_CHECKING:
    from frontdesk.channels.terminal import Terminal

_DAY = "%Y-%m-%d %H:%M"


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("evaluate", help="measure the assistant on questions kept apart from the training data")
    parser.add_argument("--folder", type=Path, default=Path("tests/evaluation"), help="where the sets are")
    parser.add_argument("--html", type=Path, metavar="FILE", help="write a report with pictures; replaces the last one")
    parser.add_argument(
        "--since", type=Path, metavar="REPORT", help="compare with this report; left out: with FILE itself"
    )
    parser.add_argument(
        "--worst",
        action="store_true",
        help="with --html: list the worst messages, for reading and never for writing data",
    )
    parser.set_defaults(run=run)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(arguments: argparse.Namespace) -> int:
    """Print how often each outcome occurred in each set, or write the report."""
    from frontdesk.channels.terminal import Terminal
    from frontdesk.engine.evaluation import evaluate, report, sets_in
    from frontdesk.engine.training import train

    if (arguments.worst or arguments.since) and not arguments.html:
        _say("--worst and --since are about the report: give --html FILE too.")
        return 2
    if not sets_in(arguments.folder):
        _say(f"There are no sets in {arguments.folder}. Name a folder that has some with --folder.")
        return 1
    config = settings(arguments.clinic)
    terminal = Terminal(train(_say, config.own_data), config, "web")
    if arguments.html:
        return _write_report(arguments, terminal)
    results = asyncio.run(evaluate(terminal.converse, arguments.folder))
    print("\n".join(report(results)))
    return 0


def _write_report(arguments: argparse.Namespace, terminal: "Terminal") -> int:
    from frontdesk.engine.evaluation import report
    from frontdesk.engine.explaining import Explainer
    from frontdesk.tools.report import page
    from frontdesk.tools.report.figures import changes, figures_of
    from frontdesk.tools.report.measured import measure
    from frontdesk.tools.report.pictures import PicturesError, pictures_of

    clinic = settings(arguments.clinic).clinic
    measured = asyncio.run(measure(terminal, Explainer(terminal.assistant.agent, clinic), arguments.folder))
    before = page.figures_in(arguments.since or arguments.html)
    now = datetime.now(clinic.timezone)
    figures = figures_of(measured)
    figures |= {"at": now.strftime(_DAY), "compared": before.get("at"), "changes": changes(figures, before)}
    print("\n".join(report(measured.results)))
    try:
        pictures = pictures_of(figures)
    except PicturesError as error:
        _say(str(error))
        return 1
    worst = page.worst_of(measured) if arguments.worst else None
    arguments.html.write_text(page.page(figures, pictures, worst, now), encoding="utf-8")
    print(f"Wrote {arguments.html}.")
    return 0
