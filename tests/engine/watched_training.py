"""Trains on a few phrasings of each kind, in a process of its own, and writes down which functions of this project it calls.

Arguments: a folder to work in. Result: `called.txt` in it, a line for each function or class: its module and name.
"""

import importlib
import shutil
import sys
from pathlib import Path
from types import CodeType

from ruamel.yaml import YAML

from frontdesk.engine.lean_rasa import import_lean

import_lean(training=True)

from rasa.model_training import train  # noqa: E402

from frontdesk.content.phrasings import read_yaml  # noqa: E402
from frontdesk.engine.nlu import reader_model  # noqa: E402
from frontdesk.language.packs import pack_of, register  # noqa: E402

EACH = 2
PACKAGE = Path("frontdesk").resolve()
# What runs before a component learns: how components are made, and what stands in for libraries that Rasa asks for.
MADE = {"create", "get_default_config", "__init__"}
STARTS_RASA = "frontdesk.engine.lean_rasa"


def few(source: Path, target: Path) -> None:
    """Copy the files of a folder with the first phrasings of each kind alone."""
    for file in source.rglob("*.yml"):
        content = read_yaml(file)
        for item in content.get("nlu") or ():
            item["examples"] = "".join(item["examples"].splitlines(keepends=True)[:EACH])
        copy = target / file.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        YAML().dump(content, copy)


def watch(called: set[tuple[str, str]]) -> None:
    """Note each function of this project when it is first called."""
    tool = sys.monitoring.PROFILER_ID
    sys.monitoring.use_tool_id(tool, "watched")

    def note(code: CodeType, _: int) -> object:
        file = Path(code.co_filename)
        if file.is_relative_to(PACKAGE) and not code.co_name.startswith("<"):
            name = code.co_qualname.partition(".<locals>")[0]
            module = ".".join(("frontdesk", *file.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
            if module != STARTS_RASA and name.rpartition(".")[2] not in MADE:
                called.add((module, name.partition(".")[0]))
        return sys.monitoring.DISABLE

    sys.monitoring.register_callback(tool, sys.monitoring.events.PY_START, note)
    sys.monitoring.set_events(tool, sys.monitoring.events.PY_START)


folder = Path(sys.argv[1])
few(Path("data"), folder / "data")
french = pack_of("fr")
assert french is not None
copied = folder / "fr"
shutil.copytree(french.folder, copied)
for part in ("phrasings", "bookings"):
    few(french.folder / part, copied / part)
register(copied)
reader_model._LEARNT = 200
for entry in read_yaml(Path("config.yml"))["pipeline"]:
    importlib.import_module(entry["name"].rpartition(".")[0] or "frontdesk.language.pipeline")
called: set[tuple[str, str]] = set()
watch(called)
result = train(
    domain="domain.yml",
    config="config.yml",
    training_files=[str(folder / "data")],
    output=str(folder),
    force_training=True,
)
assert result.code == 0
(folder / "called.txt").write_text("".join(f"{module} {name}\n" for module, name in sorted(called)))
