"""Rasa's own command line on the present Sanic, of which `rasa shell` knows only a much earlier release."""

import sys
from collections.abc import Sequence
from functools import partialmethod

import sanic.response
from rasa.__main__ import main
from sanic import Sanic


def run_tool(tool: str, arguments: Sequence[str]) -> None:
    """Run one of Rasa's tools ("shell", "train", "test", "data"). Ends the process where Rasa does."""
    Sanic.run = partialmethod(Sanic.run, single_process=True)
    sanic.response.stream = sanic.response.ResponseStream
    sys.argv = ["rasa", tool, *arguments]
    main()
