"""The booking reader's networks, on a few messages of each language."""

from pathlib import Path

import pytest

from frontdesk.engine.nlu.known_words import words_known_in
from frontdesk.engine.nlu.narrowing import directions
from frontdesk.engine.nlu.reader_model import Marked, ReaderModel
from frontdesk.engine.nlu.words import OPEN, words_of
from tests.support.booking_talk import read_as

ENGLISH = [
    ("name", "[Ana Lee](name)", "tell"),
    ("name", "it's [Bo Tran](name)", "tell"),
    ("name", "[Omar Said](name) thanks", "tell"),
    ("reason", "my [knee](reason)", "tell"),
    ("reason", "a [sore shoulder](reason)", "tell"),
    ("reason", "[back pain](reason) again", "tell"),
    ("confirm", "yes please", "agree"),
    ("confirm", "looks good", "agree"),
    ("confirm", "all correct", "agree"),
]
FRENCH = [
    ("name", "[Ana Lee](name)", "tell"),
    ("name", "moi c'est [Noé Roy](name)", "tell"),
    ("name", "[Omar Said](name) merci", "tell"),
    ("reason", "mon [genou](reason)", "tell"),
    ("reason", "une [épaule barrée](reason)", "tell"),
    ("reason", "[mal au dos](reason) encore", "tell"),
    ("confirm", "oui svp", "agree"),
    ("confirm", "c'est beau", "agree"),
    ("confirm", "tout est correct", "agree"),
]
MESSAGES = {"en": ENGLISH, "fr": FRENCH}
EACH = [(code, *message) for code, messages in MESSAGES.items() for message in messages]
DIRECTIONS = 256
_ROUNDS = 1_500  # examples to learn from, each as often as it takes


def marked(code: str, asked: str, text: str, act: str) -> Marked:
    told = read_as(text, act)
    spans = tuple((words.label, words.start, words.end) for words in told.words)
    return Marked(words_of(told.text, asked, words_known_in(code)), spans, frozenset({act}))


def fitted(examples: list[Marked]) -> ReaderModel:
    return ReaderModel.fit(examples * 12, directions((example.words.vectors for example in examples), DIRECTIONS))


@pytest.fixture(scope="module")
def models() -> dict[str, ReaderModel]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("frontdesk.engine.nlu.reader_model._LEARNT", _ROUNDS)
        return {code: fitted([marked(code, *message) for message in messages]) for code, messages in MESSAGES.items()}


@pytest.mark.parametrize(("code", "asked", "text", "act"), EACH)
def test_what_was_learnt_is_read_again(
    models: dict[str, ReaderModel], code: str, asked: str, text: str, act: str
) -> None:
    example = marked(code, asked, text, act)
    spans, acts = models[code].read(example.words)
    assert tuple((span.label, span.start, span.end) for span in spans) == example.spans
    assert max(acts, key=lambda name: acts[name]) == act


@pytest.mark.parametrize(("code", "text"), [("en", "it's Priya Nair"), ("fr", "c'est Priya Nair")])
def test_a_stored_model_reads_the_same(models: dict[str, ReaderModel], code: str, text: str, tmp_path: Path) -> None:
    models[code].save(tmp_path / code)
    words = words_of(text, "name", words_known_in(code))
    assert ReaderModel.load(tmp_path / code).read(words) == models[code].read(words)


@pytest.mark.parametrize("code", MESSAGES)
def test_a_message_without_words_says_nothing(models: dict[str, ReaderModel], code: str) -> None:
    assert models[code].read(words_of("", "name", words_known_in(code))) == ([], {})


@pytest.mark.parametrize("code", MESSAGES)
def test_the_open_question_is_part_of_what_is_read(code: str) -> None:
    rows = [words_of("ok", asked, words_known_in(code)).features for asked in OPEN]
    assert len({row.tobytes() for row in rows}) == len(OPEN)
