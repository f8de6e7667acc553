"""The command line: `python -m frontdesk <verb>`. Each verb imports what it needs when it runs; Rasa starts lean."""

import argparse
import sys
from collections.abc import Sequence

from frontdesk.backup.sealing import BackupError
from frontdesk.log import start_logging
from frontdesk.metrics.exporting import MetricsError
from frontdesk.settings.values import SettingsError
from frontdesk.storage.database_file import DatabaseError
from frontdesk.tools import backup, check, evaluate, new_topic, overlap, parse, restore, review
from frontdesk.verbs import ask, clinics, embed, learning, person, requests, serving, upkeep, worker

_VERBS = (
    *(ask, parse, overlap, new_topic, check, review, evaluate, learning, embed, requests, person),
    *(serving, worker, upkeep, backup, restore, clinics),
)
# These are about one clinic.
_OF_A_CLINIC = (
    *("ask", "parse", "new-topic", "check", "review", "evaluate", "gaps", "learn", "embed", "requests", "person"),
    "staff",
)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m frontdesk", description="A patient-facing assistant for a physiotherapy clinic."
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="verb")
    for verb in _VERBS:
        verb.register(verbs)
    for name in _OF_A_CLINIC:
        verbs.choices[name].add_argument("--clinic", metavar="ID", help="which of several clinics")
    return parser


def _errors_that_explain_themselves() -> tuple[type[Exception], ...]:
    from frontdesk.engine.evaluation import UnknownSetError
    from frontdesk.engine.shipping import ShippedModelError
    from frontdesk.engine.training import TrainingError
    from frontdesk.language.encoder import EncoderFileError  # loads onnxruntime, which most verbs do without

    of_models = EncoderFileError, ShippedModelError, TrainingError, UnknownSetError
    return SettingsError, DatabaseError, BackupError, MetricsError, *of_models


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code: 0 done, 1 not, 2 wrong usage."""
    start_logging()
    parsed = _parser().parse_args(arguments)
    try:
        return int(parsed.run(parsed))
    except KeyboardInterrupt:
        return 130
    except _errors_that_explain_themselves() as error:
        print(error, file=sys.stderr)
        return 1
