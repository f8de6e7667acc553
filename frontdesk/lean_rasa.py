"""Starts Rasa without the libraries that Frontdesk never uses. Import and call `import_lean()` before anything of Rasa.

Rasa imports TensorFlow, cloud drivers and every messenger's SDK when it starts, whether they are used or not: 0.4 GB and
most of the start-up time. `import_lean()` answers those imports with placeholders, and outside of training also those of
the libraries that only training uses. A placeholder lets classes be declared on top of it and fails with a clear sentence
when it is really used. `rasa shell` and `rasa test` run without this module and use the real libraries.
"""

import importlib.abc
import importlib.machinery
import logging
import os
import sys
import types
from collections.abc import Sequence
from typing import Any

import structlog

# Top-level packages that only unused parts of Rasa import.
UNUSED = frozenset(
    {
        "tensorflow",
        "tensorflow_addons",
        "tensorflow_hub",
        "tensorflow_text",
        "keras",
        "matplotlib",
        "boto3",
        "botocore",
        "pymongo",
        "aiogram",
        "slack_sdk",
        "fbmessenger",
        "mattermostwrapper",
        "rocketchat_API",
        "webexteamssdk",
        "socketio",
        "questionary",
        "sentry_sdk",
        "apscheduler",
        "pykwalify",
        "skops",
        "confluent_kafka",
        "aio_pika",
        "aiormq",
        "redis",
        "h5py",
        "prompt_toolkit",
        "randomname",
        "google",
    }
)
# What only training uses, which runs in a process of its own (frontdesk/training.py).
ONLY_FOR_TRAINING = frozenset({"scipy", "sklearn", "joblib", "dask"})


_REALLY_USED = (
    "Frontdesk started without this library because nothing in it is used. If a new part needs it, remove its package from "
    "UNUSED or ONLY_FOR_TRAINING in frontdesk/lean_rasa.py."
)


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
        if fullname.partition(".")[0] not in self._unused:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        module = _PlaceholderModule(spec.name)
        module.__path__ = []
        return module

    def exec_module(self, module: types.ModuleType) -> None:
        pass


def import_lean(training: bool = False) -> None:
    """Make Rasa start lean and silent, with its telemetry off. Must run before Rasa is first imported."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    # One small matrix product a message: a second thread costs more than it gives.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    # Rasa switches its dependencies' warnings on while it is imported; nobody who runs Frontdesk can act on them.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    if not any(isinstance(finder, _UnusedFinder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _UnusedFinder(UNUSED if training else UNUSED | ONLY_FOR_TRAINING))
