"""`gaps` and `learn`: from what could not be answered to phrasings in the data."""

import argparse
from typing import Any

from frontdesk.settings.clinics import settings
from frontdesk.wiring import migrated_store


def register(verbs: Any) -> None:
    """Add the verbs."""
    gaps = verbs.add_parser("gaps", help="group what the assistant could not answer (the worker does so by itself)")
    gaps.set_defaults(run=_gaps)
    learn = verbs.add_parser(
        "learn", help="write phrasings that were accepted on the front desk's page into the data, to be looked at"
    )
    learn.add_argument("--dry-run", action="store_true", help="only show what would be written")
    learn.add_argument(
        "--new-words", action="store_true", help="also write phrasings with words that no phrasing has had so far"
    )
    learn.set_defaults(run=_learn)


def _gaps(arguments: argparse.Namespace) -> int:
    from frontdesk.insight.gathering import gather

    config = settings(arguments.clinic)
    store = migrated_store(config)
    print(f"{gather(store)} messages grouped.")
    return 0


def _learn(arguments: argparse.Namespace) -> int:
    from frontdesk.insight.accepted import proposals
    from frontdesk.insight.learning import learn

    config = settings(arguments.clinic)
    store = migrated_store(config)
    learnt = learn(
        proposals(store),
        new_words=arguments.new_words,
        write=not arguments.dry_run,
    )
    print("\n".join([*learnt.diff, *(f"Left out: {reason}." for reason in learnt.left_out)]))
    count = sum(map(len, learnt.added.values()))
    phrasings = f"{count} phrasing{'' if count == 1 else 's'}"
    print(f"{phrasings} {'would be ' if arguments.dry_run else ''}written, {len(learnt.left_out)} left out.")
    if count and not arguments.dry_run:
        print(
            "Nothing has been trained. Look at `git diff data frontdesk/language`, then: `python -m frontdesk evaluate "
            "--html before.html` with the model so far (`git stash` puts the change aside), `make check`, and "
            "`python -m frontdesk evaluate --html after.html --since before.html`, which trains and says what changed."
        )
    return 0
