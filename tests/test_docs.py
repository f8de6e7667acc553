"""The documents against the code: every setting, topic, verb, route, error and hazard control is documented."""

import ast
import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

import frontdesk.storage.staff_models  # noqa: F401  all tables
from frontdesk.checks.check import read_responses
from frontdesk.cli import _parser
from frontdesk.content.clinic_text import placeholders
from frontdesk.content.response_names import utter_action
from frontdesk.content.topic_ids import ACTIONS, FAQ_TOPICS, SAFETY_GROUPS, SMALL_TALK
from frontdesk.outbox.states import TEXT_KINDS
from frontdesk.settings.clinic import read_clinic
from frontdesk.settings.tables import with_tables
from frontdesk.storage.models import metadata
from frontdesk.texting.providers.errors import ERRORS, UNLISTED
from frontdesk.texting.texts import RANK

DOCS = {file.name: file.read_text(encoding="utf-8") for file in [*Path("docs").glob("*.md"), Path("README.md")]}

PAGES = [*Path().glob("*.md"), *sorted(Path("docs").rglob("*.md"))]


def test_the_tables_of_settings_are_those_of_the_code() -> None:
    assert with_tables(DOCS["settings.md"]) == DOCS["settings.md"], "run python -m frontdesk.settings.tables"


def test_every_value_that_answers_may_name_is_documented() -> None:
    for name in placeholders(read_clinic(Path("clinic.yml"))):
        assert f"`{{{name}}}`" in DOCS["settings.md"]


@pytest.mark.parametrize("topic", [*FAQ_TOPICS, *ACTIONS, *SMALL_TALK, "personal_advice"])
def test_every_topic_is_documented_with_its_title(topic: str) -> None:
    responses = read_responses()
    title = responses[utter_action(topic, responses)][0]["metadata"]["title"]
    assert f"| `{topic}` | {title} |" in DOCS["topics.md"]


@pytest.mark.parametrize("group", SAFETY_GROUPS)
def test_every_safety_group_is_documented_with_its_level(group: str) -> None:
    level = read_responses()[f"utter_safety/{group}"][0]["metadata"]["level"]
    assert f"| `{group}` | {level} |" in DOCS["topics.md"]


def test_every_folder_is_in_the_tree_of_the_readme() -> None:
    tree = DOCS["README.md"].partition("## Where things are")[2].partition("## ")[0]
    for folder in [*Path("frontdesk").glob("[!_]*/"), *map(Path, ("actions", "data", "docs", "tests", "bench"))]:
        assert re.search(rf"^ +{folder.name}/ ", tree, re.MULTILINE), folder


def test_every_verb_is_documented() -> None:
    verbs = next(action for action in _parser()._actions if action.dest == "verb").choices
    assert verbs
    for verb in verbs:
        assert f"| `{verb}" in DOCS["README.md"], verb


def test_moments_in_examples_have_the_offset_of_the_clinic() -> None:
    zone = read_clinic(Path("clinic.yml")).timezone
    sources = [*PAGES, *Path("frontdesk/verbs").glob("*.py")]
    found = [
        moment for file in sources for moment in re.findall(r"\d{4}-\d\d-\d\dT[\d:]+[+-]\d\d:00", file.read_text())
    ]
    assert len(found) >= 7
    for moment in map(datetime.fromisoformat, found):
        assert moment.utcoffset() == moment.astimezone(zone).utcoffset(), moment


def test_every_error_code_is_documented() -> None:
    folder = Path("frontdesk/channels")
    files = [file for file in [*folder.glob("*.py"), *folder.glob("web/*.py")] if file.name != "terminal.py"]
    sources = "".join(file.read_text() for file in files)
    codes = set(
        re.findall(
            r'"((?:invalid|missing|expired|unknown|wrong|too|turn|reused|origin|not|method|bad|empty)_\w+|unavailable)"',
            sources,
        )
    )
    assert len(codes) > 15
    for code in codes - {"bot_challenge"}:
        assert f"`{code}`" in DOCS["http.md"], code


def test_every_hazard_names_a_proof_that_exists() -> None:
    rows = [line for line in DOCS["hazards.md"].splitlines() if line.startswith("| H")]
    assert len(rows) >= 15
    for row in rows:
        files = re.findall(r"`(tests/[\w/.]+)`", row)
        assert files, row
        assert all(Path(file).exists() for file in files), row


def test_every_threat_names_a_proof_that_exists() -> None:
    boundaries = DOCS["threat-model.md"].partition("## Boundaries")[2]
    rows = [line for line in boundaries.splitlines() if line.startswith("| ") and not line.startswith("| threat")]
    assert len(rows) >= 30
    for row in rows:
        files = re.findall(r"`(tests/[\w/.]+)`", row)
        assert files, row
        assert all(Path(file).is_file() for file in files), row


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_lead_somewhere(page: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", prose):
        assert link.startswith("https://") or (page.parent / link).exists(), link


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_every_file_that_a_document_names_exists(page: Path) -> None:
    text = re.sub(r"`[^`]+` \(new\)", "", page.read_text(encoding="utf-8"))
    for name in re.findall(r"`(tests/[\w./-]+|\w+/[\w./-]+\.(?:py|yml|md|js))`", text):
        assert Path(name).exists() or Path("widget/src", name).exists(), name


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    index = Path("docs/decisions/README.md").read_text(encoding="utf-8")
    records = sorted(Path("docs/decisions").glob("[0-9]*.md"))
    assert len({file.name[:4] for file in records}) == len(records)
    for file in records:
        text = file.read_text(encoding="utf-8")
        title, _, status, *_ = text.splitlines()
        assert f"- [{title.removeprefix('# ')}]({file.name})" in index
        assert re.match(r"Status: (accepted|(partly )?replaced by \[)", status), file
        assert len(text.split()) < 200, f"{file} is long: a record is one decision"


def test_every_error_code_of_a_provider_is_documented_as_it_is_told() -> None:
    told = [(code, error.meaning, error.to_do) for code, error in ERRORS.items()]
    for code, meaning, to_do in [*told, ("any other", UNLISTED.meaning, UNLISTED.to_do)]:
        assert f"| {code} | {meaning} | {to_do} |" in DOCS["sms.md"], code
    rows = re.findall(r"^\| (\d{5}) \|", DOCS["sms.md"], re.MULTILINE)
    assert sorted(rows) == sorted(ERRORS)


def test_every_state_and_kind_of_a_text_is_documented() -> None:
    for name in [*RANK, *TEXT_KINDS]:
        assert f"| `{name}` |" in DOCS["sms.md"], name


@cache
def defined(file: str) -> frozenset[str]:
    """The functions, classes and methods of a Python file; of a script, whatever is called."""
    source = Path(file).read_text(encoding="utf-8")
    if not file.endswith(".py"):
        return frozenset(re.findall(r"#?\w+(?=\()", source))

    def names(body: list[ast.stmt], prefix: str = "") -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                yield prefix + node.name
            if isinstance(node, ast.ClassDef):
                yield from names(node.body, f"{node.name}.")

    return frozenset(names(ast.parse(source).body))


@pytest.mark.parametrize("page", sorted(Path("docs").glob("life-of-*.md")), ids=str)
def test_every_file_function_and_table_on_the_way_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    functions = 0
    file = ""
    for name in re.findall(r"`([^`\n]+)`", text):
        if re.fullmatch(r"(frontdesk|actions|data|widget)/[\w./-]*", name):
            file = name
            assert Path(file).exists(), file
        elif re.fullmatch(r"#?[\w.]+\(\)|([A-Z][a-z]+){2,}", name):
            assert name.removesuffix("()") in defined(file), f"{name} is not in {file}"
            functions += 1
    assert functions > 15
    for stored in re.findall(r"^- \*\*Stored[^:]*:\*\* (.*(?:\n  .*)*)", text, re.MULTILINE):
        tables = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", stored))
        assert set(tables) <= {*metadata.tables, "sessionStorage"}, stored
