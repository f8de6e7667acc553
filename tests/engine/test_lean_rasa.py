"""Rasa starts without what is not used, and without telemetry."""

import ast
import importlib.metadata
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from threading import Barrier
from types import ModuleType

import pytest

import frontdesk.engine.assistant  # noqa: F401  the whole engine
from frontdesk.engine.lean_rasa import ONLY_FOR_SHELL, ONLY_FOR_TRAINING, RASA, UNUSED, Placeholder, run_side_by_side

DECLARED = tomllib.loads(Path("pyproject.toml").read_text())["tool"]["uv"]["dependency-metadata"]
NEEDED = [need for package in DECLARED for need in package["requires-dist"]]
LOCKED = dict(re.findall(r"^([a-z0-9-]+)==([^ ]+)", Path("requirements.lock").read_text(), re.MULTILINE))
LOADED = (
    "from frontdesk.engine.lean_rasa import import_lean; import_lean(training={training})\n"
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
    with pytest.raises(RuntimeError, match="make lock"):
        Layer()()


def test_the_list_names_only_packages_that_our_code_does_not_import() -> None:
    sources = "\n".join(
        file.read_text()
        for file in Path("frontdesk").rglob("*.py")
        # The report draws in a process of its own, without Rasa.
        if file.name != "lean_rasa.py" and "report" not in file.parts
    )
    for package in UNUSED:
        assert not re.search(rf"^\s*(?:import|from) {package}\b", sources, re.MULTILINE), package


def test_no_package_is_locked_that_only_a_placeholder_stands_for() -> None:
    installed = importlib.metadata.packages_distributions()
    for module in UNUSED | ONLY_FOR_SHELL:
        assert not {package.lower() for package in installed.get(module, [])} & set(LOCKED), module
    assert len(LOCKED) > 50


def test_training_finds_its_libraries_in_the_lock() -> None:
    installed = importlib.metadata.packages_distributions()
    for module in ONLY_FOR_TRAINING:
        assert set(installed[module]) <= set(LOCKED), module


def test_what_is_declared_for_a_package_is_part_of_what_its_locked_release_asks_for() -> None:
    for package in DECLARED:
        assert package["version"] == LOCKED[package["name"]]
        asked = importlib.metadata.requires(package["name"]) or []
        names = {re.split(r"[^\w.-]", need)[0].lower().replace("_", "-") for need in asked}
        assert {re.split(r"[<=]", need)[0] for need in package["requires-dist"]} <= names, package["name"]


def test_security_lists_every_package_that_is_held_back_at_its_locked_release() -> None:
    section = Path("SECURITY.md").read_text().partition("## Packages that are held back")[2]
    listed = re.findall(r"^\| ([a-z.-]+) ([\d.]+) \|", section, re.MULTILINE)
    held = {re.split(r"[<=]", need)[0] for need in NEEDED if re.search(r"[<=]", need)}
    assert {name for name, _ in listed} == held | {"rasa", "rasa-sdk", "onnxruntime"}
    for name, release in listed:
        assert f"{LOCKED[name.replace('.', '-')]}.".startswith(f"{release}."), name


def of_our_own(sources: Mapping[Path, str]) -> set[str]:
    """Names that Frontdesk gives itself, to what it defines and what it sets."""
    nodes = [node for source in sources.values() for node in ast.walk(ast.parse(source))]
    defined = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return defined | {
        node.attr for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store)
    }


def overrides_of_private_parts(module: ModuleType) -> Iterator[str]:
    for kind in vars(module).values():
        if isinstance(kind, type) and kind.__module__ == module.__name__:
            theirs = {name for base in kind.__mro__[1:] if base.__module__.startswith("rasa.") for name in vars(base)}
            yield from (name for name in theirs & vars(kind).keys() if re.match(r"_(?!_|abc)", name))


def test_every_use_of_rasas_private_parts_names_the_release_that_it_was_written_for() -> None:
    sources = {file: file.read_text(encoding="utf-8") for file in Path("frontdesk").rglob("*.py")}
    ours, users = of_our_own(sources), set()
    for file, source in sources.items():
        name = str(file.with_suffix("")).replace("/", ".")
        if "rasa" in source and name in sys.modules:
            called = {node.attr for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Attribute)}
            if {*overrides_of_private_parts(sys.modules[name])} or any(
                re.match(r"_(?!_)\w", it) for it in called - ours
            ):
                users.add(name)
                assert sys.modules[name].PRIVATE_PARTS_OF == RASA, f"{file} uses private parts of Rasa"
    assert users == {"frontdesk.engine.policy", "frontdesk.engine.processor"}


def test_another_release_of_rasa_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "rasa-3.7.0.dist-info").mkdir()
    (tmp_path / "rasa-3.7.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: rasa\nVersion: 3.7.0\n")
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "FRONTDESK_DATA_DIR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "frontdesk", "check"], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith(f"Rasa 3.7.0 is installed, but Frontdesk works with private parts of Rasa {RASA}")
    assert "Traceback" not in done.stderr


def test_a_graph_is_run_each_node_once_and_after_what_it_needs() -> None:
    ran: list[str] = []

    def node(name: str) -> object:
        def run(*needs: tuple[str, object]) -> tuple[str, object]:
            ran.append(name)
            return name, [value for _, value in needs]

        return run

    graph = {
        "answer": (node("answer"), "left", "right"),
        "left": (node("left"), "read"),
        "right": (node("right"), "read", "message"),
        "read": (node("read"), "message"),
        "message": ("message", "hello"),
    }
    assert run_side_by_side(graph, ["answer", "read"]) == [
        ("answer", [[["hello"]], [["hello"], "hello"]]),
        ("read", ["hello"]),
    ]
    assert (ran[0], sorted(ran[1:3]), ran[3]) == ("read", ["left", "right"], "answer")


def test_nodes_that_do_not_need_each_other_run_at_the_same_time() -> None:
    both = Barrier(2, timeout=10)
    graph = {"left": (both.wait,), "right": (both.wait,), "answer": (lambda *waited: sorted(waited), "left", "right")}
    assert run_side_by_side(graph, ["answer"]) == [[0, 1]]


def test_an_error_in_a_node_is_raised() -> None:
    def fails() -> None:
        raise ValueError("in the node")

    with pytest.raises(ValueError, match="in the node"):
        run_side_by_side({"fails": (fails,), "answer": (print, "fails")}, ["answer"])
