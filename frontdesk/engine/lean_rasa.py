"""Starts Rasa without the libraries that Frontdesk never uses. Import and call `import_lean()` before anything of Rasa.

Rasa imports TensorFlow, cloud drivers and every messenger's SDK when it starts, whether they are used or not. None of them is
installed: `import_lean()` answers those imports with placeholders, and outside of training also those of the libraries that
only training uses. Classes may be declared on top of a placeholder; when it is really used, it fails with a clear sentence.
pyproject.toml lists what is replaced, beside what Rasa needs.

Frontdesk uses private parts of Rasa. Another release may rename them or call them differently without notice. `import_lean()`
therefore accepts one release only, and each file that uses them names it (`PRIVATE_PARTS_OF`): whoever moves to another release
has to look at each.
"""

import importlib.abc
import importlib.machinery
import importlib.metadata
import logging
import os
import sys
import tomllib
import types
from collections.abc import Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import packaging.version
import structlog

_DECLARED = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
UNUSED = frozenset(_DECLARED["frontdesk"]["rasa"]["unused"])
ONLY_FOR_TRAINING = frozenset(_DECLARED["frontdesk"]["rasa"]["only-for-training"])
ONLY_FOR_SHELL = frozenset(_DECLARED["frontdesk"]["rasa"]["only-for-shell"])
RASA = next(entry["version"] for entry in _DECLARED["uv"]["dependency-metadata"] if entry["name"] == "rasa")

_REALLY_USED = (
    "Frontdesk started without this library because nothing in it is used. If a new part needs it, move its package from "
    "[tool.frontdesk.rasa] in pyproject.toml to Rasa's dependencies above it and run `make lock`."
)


class WrongRasaError(RuntimeError):
    """Another release of Rasa is installed than the one whose private parts Frontdesk uses."""


def run_side_by_side(graph: Mapping[str, tuple[Any, ...]], targets: Sequence[str]) -> list[Any]:
    """The results of the targets, as `dask.get` gives them for Rasa's graphs: name -> a function and the names it needs.

    An input is in the graph as its name and value, and is its own result. Nodes that do not need each other run at the same
    time: the components that learn, on as many cores as there are. An error in one is raised once the others have ended.
    """
    tasks = {name: task[1:] for name, task in graph.items() if callable(task[0])}
    results = {name: task for name, task in graph.items() if name not in tasks}
    order = TopologicalSorter({name: [need for need in needs if need in tasks] for name, needs in tasks.items()})
    order.prepare()
    running: dict[Future[Any], str] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        while order.is_active():
            for name in order.get_ready():
                running[pool.submit(graph[name][0], *(results[need] for need in tasks[name]))] = name
            for ended in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(ended)
                results[name] = ended.result()
                order.done(name)
    return [results[name] for name in targets]


# What Rasa uses of a library that is not installed.
_REPLACED = {"dask": {"get": run_side_by_side}}


class _PlaceholderType(type):
    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder

    def __getitem__(cls, _: object) -> Any:
        return cls

    def __iter__(cls) -> Any:
        raise RuntimeError(_REALLY_USED)

    def __or__(cls, _: object) -> Any:
        return cls

    __ror__ = __or__


class Placeholder(metaclass=_PlaceholderType):
    """Stands for whatever an unused library would have provided. May be subclassed and used as a decorator only."""

    def __init_subclass__(cls, **_: Any) -> None:
        super().__init_subclass__()

    def __new__(cls, *args: Any, **_: Any) -> Any:
        """As a decorator, what was decorated."""
        if args and callable(args[0]):
            return args[0]
        return super().__new__(cls)

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __call__(self, *args: Any, **_: Any) -> Any:
        """As a decorator, what was decorated; otherwise RuntimeError: somebody really needs the library."""
        if args and callable(args[0]):
            return args[0]
        raise RuntimeError(_REALLY_USED)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder


class _PlaceholderModule(types.ModuleType):
    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Placeholder


class _UnusedFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def __init__(self, unused: frozenset[str]) -> None:
        self._unused = unused

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        package, _, rest = fullname.partition(".")
        if package not in self._unused and f"{package}.{rest.partition('.')[0]}" not in self._unused:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = _PlaceholderModule(spec.name)
        module.__path__ = []
        vars(module).update(_REPLACED.get(spec.name, {}))
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def import_lean(training: bool = False, shell: bool = False) -> None:
    """Make Rasa start lean and silent, with its telemetry off. Must run before Rasa is first imported.

    `training` and `shell` (Rasa's own command line) leave alone the libraries that these need. Raises WrongRasaError.
    """
    installed = importlib.metadata.version("rasa")
    if installed != RASA:
        raise WrongRasaError(
            f"Rasa {installed} is installed, but Frontdesk works with private parts of Rasa {RASA} and with no other release. "
            "Run `make setup` to install what requirements.lock names."
        )
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    vars(packaging.version).setdefault("LegacyVersion", Placeholder)  # Rasa asks whether a version is one
    # One small matrix product a message: a second thread costs more than it gives.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    # Rasa switches its dependencies' warnings on while it is imported; nobody who runs Frontdesk can act on them.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    if not any(isinstance(finder, _UnusedFinder) for finder in sys.meta_path):
        used = (ONLY_FOR_TRAINING if training else frozenset()) | (ONLY_FOR_SHELL if shell else frozenset())
        sys.meta_path.insert(0, _UnusedFinder((UNUSED | ONLY_FOR_TRAINING | ONLY_FOR_SHELL) - used))
