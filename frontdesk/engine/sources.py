"""Which files of this project a module rests on, found by reading it and without running anything.

1. A module rests on the modules that it imports, wherever in it the import stands, and on the packages around each.
2. It rests on the files that it names by their path from its folder, such as "words.yml".
"""

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

_PATH = re.compile(r"[\w-]+(?:[./][\w-]+)+")


def module_file(root: Path, module: str) -> Path | None:
    """The file of a module of the project in `root`; None for any other module."""
    place = root.joinpath(*module.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


def files_of(root: Path, modules: Iterable[str]) -> set[Path]:
    """The files of modules of this project and of all that they rest on."""
    found: set[Path] = set()
    seen: set[str] = set()
    waiting = list(modules)
    while waiting:
        module = waiting.pop()
        file = module_file(root, module)
        if file is None or module in seen:
            continue
        seen.add(module)
        nodes = list(ast.walk(ast.parse(file.read_bytes())))
        found |= {file, *_files_named(file, nodes)}
        waiting += [module.rpartition(".")[0] or module, *_imported(file, module, nodes)]
    return found


def _imported(file: Path, module: str, nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The modules that a module imports, and names from modules, which may be modules too."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            origin = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
            yield from (origin, *(f"{origin}.{alias.name}" for alias in node.names))


def _files_named(file: Path, nodes: Iterable[ast.AST]) -> Iterator[Path]:
    named = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    yield from (file.parent / name for name in named if _PATH.fullmatch(name) and (file.parent / name).is_file())
