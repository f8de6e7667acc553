"""`python -m frontdesk`."""

import sys

from frontdesk.lean_rasa import import_lean

import_lean()

from frontdesk.cli import main  # noqa: E402  everything else comes after

sys.exit(main())
