"""Rasa starts without what is not used, and without telemetry."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from frontdesk.lean_rasa import UNUSED, Placeholder

LOADED = (
    "from frontdesk.lean_rasa import import_lean; import_lean(training={training})\n"
    "import {modules}, sys, rasa.telemetry\n"
    "import tensorflow, sklearn\n"
    "print(type(tensorflow).__name__, type(sklearn).__name__, rasa.telemetry.is_telemetry_enabled())\n"
)


@pytest.mark.parametrize(
    ("training", "modules", "sklearn"),
    [(False, "frontdesk.channels.server", "_PlaceholderModule"), (True, "rasa.model_training", "module")],
)
def test_serving_and_training_load_only_what_they_use_and_send_nothing(
    training: bool, modules: str, sklearn: str
) -> None:
    code = LOADED.format(training=training, modules=modules)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["_PlaceholderModule", sklearn, "False"]


def test_telemetry_is_off_wherever_rasa_may_be_started() -> None:
    assert os.environ["RASA_TELEMETRY_ENABLED"] == "false"
    assert re.search(r"^export RASA_TELEMETRY_ENABLED := false$", Path("Makefile").read_text(), re.MULTILINE)


def test_a_placeholder_can_be_built_on_but_not_used() -> None:
    class Layer(Placeholder):
        """As Rasa declares its TensorFlow layers."""

    def function() -> int:
        return 1

    assert Placeholder(function)() == 1
    with pytest.raises(RuntimeError, match="UNUSED"):
        Layer()()


def test_the_list_names_only_packages_that_our_code_does_not_import() -> None:
    sources = "\n".join(
        file.read_text() for file in Path("frontdesk").rglob("*.py") if file.name not in ("lean_rasa.py",)
    )
    for package in UNUSED:
        assert not re.search(rf"^\s*(?:import|from) {package}\b", sources, re.MULTILINE), package
