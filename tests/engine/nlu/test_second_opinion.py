"""The second opinion on warning signs: what it gives, and that it can be stored."""

from pathlib import Path

import numpy as np
import pytest

from frontdesk.engine.nlu.examples import Examples
from frontdesk.engine.nlu.readers import vector
from frontdesk.engine.nlu.second_opinion import SecondOpinion
from frontdesk.language.multilingual import multilingual_encoder

_SIGNS = (
    "my chest hurts and i cannot breathe",
    "i cannot breathe at all",
    "j'ai mal a la poitrine",
    "my face is drooping",
)
_NONE = ("what are your hours", "my knee is stiff", "mon genou est raide", "can i park behind the clinic")


@pytest.fixture(scope="module")
def opinion() -> SecondOpinion:
    vectors = multilingual_encoder().encode([*_SIGNS, *_NONE])
    dual = np.array([1.0] * len(_SIGNS) + [-1.0] * len(_NONE), dtype=np.float32)
    return SecondOpinion(Examples.of(vectors, np.zeros(len(vectors), dtype=int)), dual, 0.0)


@pytest.mark.parametrize("text", _SIGNS)
def test_a_sign_speaks_for_a_sign(opinion: SecondOpinion, text: str) -> None:
    assert opinion.evidence(text, ())[0] > 0


@pytest.mark.parametrize("text", _NONE)
def test_anything_else_speaks_against_it(opinion: SecondOpinion, text: str) -> None:
    assert opinion.evidence(text, ())[0] < 0


def test_what_it_learnt_in_one_language_holds_in_another(opinion: SecondOpinion) -> None:
    assert opinion.evidence("je n'arrive pas a respirer", ())[0] > opinion.evidence("a quelle heure ouvrez-vous", ())[0]


def test_one_text_has_one_evidence(opinion: SecondOpinion) -> None:
    stronger, weaker = opinion.evidence(_SIGNS[0], ())
    assert stronger == weaker


def test_a_sign_in_a_story_is_the_stronger_evidence(opinion: SecondOpinion) -> None:
    story = f"{_NONE[1]}. {_SIGNS[0]}"
    stronger, weaker = opinion.evidence(story, (_NONE[1], _SIGNS[0]))
    assert stronger == pytest.approx(max(opinion.evidence(story, ())[0], opinion.evidence(_SIGNS[0], ())[0]), abs=1e-6)
    assert weaker < stronger


def test_it_can_be_stored(opinion: SecondOpinion, tmp_path: Path) -> None:
    opinion.save(tmp_path)
    assert SecondOpinion.load(tmp_path).evidence(_SIGNS[0], (_NONE[0],)) == opinion.evidence(_SIGNS[0], (_NONE[0],))


def test_vectors_are_those_of_the_multilingual_encoder() -> None:
    assert (vector(_NONE[0]) == multilingual_encoder().encode([_NONE[0]])[0]).all()
