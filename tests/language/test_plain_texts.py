"""Plain texts by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.checks.languages import PLAIN_TEXTS
from frontdesk.language.packs import packs, register, unregister
from frontdesk.language.plain_texts import PlainTexts

GREETINGS = PlainTexts("greetings", {"hello": "Hello {name}.", "bye": "Goodbye."})


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[None]:
    folder = tmp_path / "tl"
    (folder / "texts").mkdir(parents=True)
    (folder / "language.yml").write_text("code: tl\nname: toy\n")
    (folder / "texts" / "greetings.yml").write_text("reviewed: false\ngreetings:\n  hello: Kumusta {name}.\n")
    register(folder)
    yield
    unregister("tl")


@pytest.mark.usefixtures("toy")
def test_a_text_is_in_the_language_and_else_in_english() -> None:
    assert GREETINGS.text("tl", "hello", name="Ana") == "Kumusta Ana."
    assert GREETINGS.text("tl", "bye") == "Goodbye."
    assert GREETINGS.text("xx", "hello", name="Ana") == GREETINGS.text("en", "hello", name="Ana") == "Hello Ana."


def test_no_text_has_another_name() -> None:
    with pytest.raises(KeyError):
        GREETINGS.text("en", "hullo")


@pytest.mark.parametrize("texts", PLAIN_TEXTS, ids=lambda texts: texts.group)
def test_french_has_every_text_that_patients_read(texts: PlainTexts) -> None:
    french = texts.of(packs()["fr"])
    assert french.keys() == texts.english.keys()
    assert not [name for name in french if french[name] == texts.english[name]]
