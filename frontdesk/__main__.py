"""`python -m frontdesk`."""

import sys

from frontdesk.engine.lean_rasa import WrongRasaError, import_lean

tools = sys.argv[1:2] == ["rasa"]
try:
    import_lean(training=tools, shell=tools)
except WrongRasaError as error:
    sys.exit(str(error))

from frontdesk.cli import main  # noqa: E402  everything else comes after

sys.exit(main())
