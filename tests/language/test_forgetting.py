"""Reading leaves nothing behind in spaCy's vocabulary, and gives the same."""

import random
import string

import pytest
from spacy.tokens import Doc

from frontdesk.language.forgetting import Forgetting
from frontdesk.language.pipeline import language
from frontdesk.language.sign_rules import SIGNS


def _read(text: str) -> list[tuple[str, str, bool]]:
    doc: Doc = language()(text)
    return [(span.text, span.label_, span._.negex) for span in (*doc.ents, *doc.spans[SIGNS])]


def _random_text(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(string.ascii_lowercase, k=9)) for _ in range(12))


def test_random_words_do_not_stay() -> None:
    chance, vocabulary = random.Random(5), language().vocab
    before = len(vocabulary.strings)
    for _ in range(300):
        Forgetting(language()).read(_read, _random_text(chance))
    assert len(vocabulary.strings) == before


@pytest.mark.parametrize(
    "text", ["my face droops on one side since this morning", "no chest pain but my knee hurts", "xqzvv my shoulder"]
)
def test_the_same_is_read(text: str) -> None:
    forgetting = Forgetting(language())
    within = [forgetting.read(_read, text) for _ in range(2)]
    assert within == [_read(text)] * 2


def test_a_failure_closes_the_zone() -> None:
    with pytest.raises(ZeroDivisionError):
        Forgetting(language()).read(lambda: 1 // 0)
    assert not language().vocab.in_memory_zone
    assert Forgetting(language()).read(len, "text") == 4
