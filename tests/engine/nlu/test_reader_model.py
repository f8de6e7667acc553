"""The booking reader's networks, on a few messages."""

from pathlib import Path

import pytest

from frontdesk.engine.nlu.reader_model import Marked, ReaderModel
from frontdesk.engine.nlu.words import OPEN, words_of
from tests.support.booking_talk import read_as

MESSAGES = [
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


def marked(asked: str, text: str, act: str) -> Marked:
    told = read_as(text, act)
    spans = tuple((words.label, words.start, words.end) for words in told.words)
    return Marked(words_of(told.text, asked), spans, frozenset({act}))


@pytest.fixture(scope="module")
def model() -> ReaderModel:
    return ReaderModel.fit([marked(*message) for message in MESSAGES] * 12)


@pytest.mark.parametrize(("asked", "text", "act"), MESSAGES)
def test_what_was_learnt_is_read_again(model: ReaderModel, asked: str, text: str, act: str) -> None:
    example = marked(asked, text, act)
    spans, acts = model.read(example.words)
    assert tuple((span.label, span.start, span.end) for span in spans) == example.spans
    assert max(acts, key=lambda name: acts[name]) == act


def test_a_stored_model_reads_the_same(model: ReaderModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    words = words_of("it's Priya Nair", "name")
    assert ReaderModel.load(tmp_path).read(words) == model.read(words)


def test_a_message_without_words_says_nothing(model: ReaderModel) -> None:
    assert model.read(words_of("", "name")) == ([], {})


def test_the_open_question_is_part_of_what_is_read() -> None:
    rows = [words_of("ok", asked).features for asked in OPEN]
    assert len({row.tobytes() for row in rows}) == len(OPEN)
