"""The scripted conversations."""

from frontdesk.content.phrasings import read_yaml
from tests.support.server import ROOT

SCRIPTS = [script for file in sorted((ROOT / "tests/conversations").glob("*.yml")) for script in read_yaml(file)]
