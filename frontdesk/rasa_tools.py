"""Rasa's own command line, and a shell in the place of Rasa's, which talks to a server of Rasa's."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rasa.__main__ import main

from frontdesk.channels.shell import converse
from frontdesk.channels.terminal import Terminal
from frontdesk.engine.training import train
from frontdesk.settings.clinics import settings


def run_tool(tool: str, arguments: Sequence[str]) -> None:
    """Run one of Rasa's tools ("shell", "train", "test", "data"). Ends the process where Rasa does."""
    if tool == "shell" and "nlu" not in arguments:
        _shell(arguments)
        return
    sys.argv = ["rasa", tool, *arguments, *(["--no-plot"] if tool == "test" else [])]  # it would take matplotlib
    main()


def _shell(arguments: Sequence[str]) -> None:
    model, clinic_id = _chosen(arguments)
    config = settings(clinic_id)
    model = model or train(lambda said: print(said, file=sys.stderr), config.own_data)
    converse(Terminal(model, config, "web"), sys.stdin, sys.stdout)


def _chosen(arguments: Sequence[str]) -> tuple[Path | None, str | None]:
    """The model and the clinic that the shell's arguments name. Ends the process, with a sentence, for any other option."""
    parser = argparse.ArgumentParser(prog="python -m frontdesk rasa shell", description="Talk to the assistant.")
    parser.add_argument(
        "model", nargs="?", type=Path, metavar="MODEL", help="a model file; left out: the one for the present data"
    )
    parser.add_argument("-m", "--model", dest="named", type=Path, metavar="MODEL", help="the same")
    parser.add_argument("--clinic", metavar="ID", help="which of several clinics")
    known, others = parser.parse_known_args(arguments)
    model: Path | None = known.named or known.model
    if others:
        parser.error(
            f"{' '.join(others)} is not known here: this shell takes a model (--model models/….tar.gz), a clinic (--clinic) "
            "and nothing else. The actions run in it, and `rasa shell nlu` shows how single messages are understood."
        )
    if model is not None and not model.is_file():
        parser.error(f"there is no model file {model}. Leave it out to talk to the model for the present data.")
    return model, known.clinic
