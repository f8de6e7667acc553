"""`evaluate`: measures the assistant on questions that were kept apart from the training data."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from frontdesk.settings.environment import settings


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("evaluate", help="measure the assistant on questions kept apart from the training data")
    parser.add_argument("--folder", type=Path, default=Path("tests/evaluation"), help="where the sets are")
    parser.add_argument("--verbose", action="store_true", help="also list what came out badly")
    parser.set_defaults(run=run)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def run(arguments: argparse.Namespace) -> int:
    """Print how often each outcome occurred in each set."""
    from frontdesk.channels.terminal import Terminal
    from frontdesk.engine.evaluation import evaluate, report
    from frontdesk.engine.training import train

    terminal = Terminal(train(_say), settings(), "web")
    results = asyncio.run(evaluate(terminal.converse, arguments.folder))
    if arguments.verbose:
        print("\n".join(line for name, result in results.items() for line in [f"# {name}", *result.bad]))
    print("\n".join(report(results)))
    return 0
