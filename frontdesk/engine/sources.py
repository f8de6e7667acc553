"""What of this project's code a function rests on, found by reading it and without running anything.

1. A function or class rests on each name in it that its module defines or imports, and so on. Of a class that learns, only the
   methods that are asked for count, and those that they call on themselves.
2. A module of which anything counts is run, so what stands loose in it counts too: a registration, a loop.
3. Files that it names by their path from its module's folder, such as "words.yml", count as well.
"""

import ast
import importlib.util
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

_PATH = re.compile(r"[\w-]+(?:[./][\w-]+)+")
_ITSELF = ("self", "cls")
_PLAIN_DECORATORS = ("functools", "contextlib")
WHOLE = "*"  # for a name: everything that a module defines
LOOSE = ""  # for a name: what stands loose in a module
_Import = tuple[ast.Import | ast.ImportFrom, ast.alias]
Name = tuple[str, str]  # module and what it defines; of a class that counts in part, "Class.method"


def module_file(root: Path, module: str) -> Path | None:
    """The file of a module of the project in `root`; None for any other module."""
    place = root.joinpath(*module.split("."))
    return next((file for file in (place.with_suffix(".py"), place / "__init__.py") if file.is_file()), None)


@dataclass(frozen=True)
class _Module:
    name: str
    file: Path

    @cached_property
    def _statements(self) -> list[ast.stmt]:
        tree = ast.parse(self.file.read_bytes())
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
                and node.body
                and _is_docstring(node.body[0])
            ):
                node.body = node.body[1:] or [ast.Pass()]
        return tree.body

    @cached_property
    def imports(self) -> dict[str, Name]:
        """By the name that stands for it here: the module, and what is imported from it, or LOOSE for the module itself."""
        loose = (node for node in self._statements if not isinstance(node, ast.FunctionDef | ast.ClassDef))
        return dict(self._imported(found) for node in loose for found in _import_nodes(node))

    def imported_in(self, node: ast.AST) -> dict[str, Name]:
        """The same for what is imported inside a function."""
        return dict(self._imported(found) for found in _import_nodes(node))

    def _imported(self, found: _Import) -> tuple[str, Name]:
        statement, alias = found
        if isinstance(statement, ast.Import):
            return alias.asname or alias.name.partition(".")[0], (alias.name, LOOSE)
        package = self.name if self.file.name == "__init__.py" else self.name.rpartition(".")[0]
        origin = importlib.util.resolve_name("." * statement.level + (statement.module or ""), package)
        return alias.asname or alias.name, (origin, alias.name)

    @cached_property
    def definitions(self) -> dict[str, list[ast.stmt]]:
        """The statements that define each name; under LOOSE, those that define none."""
        found: dict[str, list[ast.stmt]] = {}
        for node in self._statements:
            if not isinstance(node, ast.Import | ast.ImportFrom):
                for name in _defined(node) or [LOOSE]:
                    found.setdefault(name, []).append(node)
        return found

    @cached_property
    def registered(self) -> list[str]:
        """The functions that a decorator makes known to others, as it does spaCy's factories."""
        return [node.name for node in self._statements if isinstance(node, ast.FunctionDef) and self._registers(node)]

    def _registers(self, node: ast.FunctionDef) -> bool:
        roots = map(_root, node.decorator_list)
        return any(self.imports.get(root, (root, ""))[0] not in _PLAIN_DECORATORS for root in roots)

    def parts_of(self, name: str) -> list[ast.stmt]:
        """The statements behind a name; of "Class.method" the method, and what of its class is no method."""
        owner, _, method = name.partition(".")
        nodes = self.definitions.get(owner, [])
        return [part for node in nodes for part in _methods(node, method)] if method else nodes


def _import_nodes(node: ast.AST) -> Iterator[_Import]:
    for one in ast.walk(node):
        if isinstance(one, ast.Import | ast.ImportFrom):
            yield from ((one, alias) for alias in one.names)


def _root(node: ast.expr) -> str:
    """The first name of an expression: of `Language.factory("negex")`, `Language`."""
    return next((one.id for one in ast.walk(node) if isinstance(one, ast.Name)), "")


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
        return [node.name]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]


def _methods(node: ast.stmt, wanted: str) -> list[ast.stmt]:
    """The method of a class, and what of it is none, bases and decorators included."""
    if not isinstance(node, ast.ClassDef):
        return []
    plain = [one for one in node.body if not isinstance(one, ast.FunctionDef)]
    around = ast.ClassDef(
        node.name, node.bases, node.keywords, plain or [ast.Pass()], node.decorator_list, type_params=[]
    )
    return [around, *(one for one in node.body if isinstance(one, ast.FunctionDef) and one.name == wanted)]


class _Reading:
    def __init__(self, root: Path) -> None:
        self._root = root
        self._modules: dict[str, _Module | None] = {}
        self.code: dict[Name, str] = {}
        self.files: set[Path] = set()

    def follow(self, names: Iterable[Name]) -> None:
        seen: set[Name] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            module = self._module(name[0])
            if module is not None and name not in seen:
                seen.add(name)
                waiting += self._beyond(module, name[1])

    def _module(self, name: str) -> _Module | None:
        if name not in self._modules:
            file = module_file(self._root, name)
            self._modules[name] = _Module(name, file) if file else None
        return self._modules[name]

    def _beyond(self, module: _Module, name: str) -> Iterator[Name]:
        """Take down a name of a module, and say what it rests on."""
        package = module.name.rpartition(".")[0] or module.name
        yield from ((module.name, LOOSE), (package, LOOSE), *((module.name, one) for one in module.registered))
        if name == WHOLE:
            yield from ((module.name, one) for one in module.definitions)
        elif name in module.imports and name not in module.definitions:
            yield self._meant(module.imports[name])
        elif parts := module.parts_of(name):
            self.code[module.name, name] = "\n".join(ast.dump(part) for part in parts)
            for part in parts:
                yield from self._used(module, name, part)

    def _meant(self, imported: Name) -> Name:
        """What an imported name stands for: a name of a module, or the whole of a module."""
        origin, name = imported
        return (f"{origin}.{name}", WHOLE) if name and self._module(f"{origin}.{name}") else (origin, name or WHOLE)

    def _used(self, module: _Module, name: str, part: ast.stmt) -> Iterator[Name]:
        imported = module.imports | module.imported_in(part)
        owner = name.partition(".")[0] if "." in name else ""
        for node in ast.walk(part):
            match node:
                case ast.Name(id=used) if used in imported:
                    yield self._meant(imported[used])
                case ast.Name(id=used) if used != owner:
                    yield module.name, used
                case ast.Attribute(value=ast.Name(id=itself), attr=method) if owner and itself in _ITSELF:
                    yield module.name, f"{owner}.{method}"
                case ast.Constant(value=str(text)) if _PATH.fullmatch(text) and (module.file.parent / text).is_file():
                    self.files.add(module.file.parent / text)


def rests_on(root: Path, names: Iterable[Name]) -> tuple[dict[Name, str], set[Path]]:
    """The code that names of modules of this project rest on, by name, as syntax trees, and the files that it names."""
    reading = _Reading(root)
    reading.follow(names)
    return reading.code, reading.files
