"""The command line as a person uses it."""

import os
import subprocess
import sys

from tests.support.server import ROOT


def frontdesk(*arguments: str, stdin: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m frontdesk` with arguments and what is typed, in an environment of its own."""
    return subprocess.run(
        [sys.executable, "-m", "frontdesk", *arguments],
        cwd=ROOT,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        env={"PATH": os.environ["PATH"], **environment},
        check=False,
    )
