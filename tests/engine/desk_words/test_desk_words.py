"""What texts are for, measured on texts that taught nothing."""

from pathlib import Path

import pytest

from frontdesk.content.phrasings import read_yaml
from frontdesk.engine.desk_words import BUSINESS, CHANGE, DESK, OTHER, has_wish, is_business, is_for_desk
from frontdesk.engine.desk_words.fit import texts

UNSEEN = {kind: block.splitlines() for kind, block in read_yaml(Path(__file__).parent / "unseen.yml").items()}


@pytest.mark.parametrize("kind", [DESK, BUSINESS])
def test_most_of_what_is_for_the_front_desk_is_told(kind: str) -> None:
    missed = [text for text in UNSEEN[kind] if not is_for_desk(text)]
    print(f"{kind}: {len(missed)} of {len(UNSEEN[kind])} missed")
    assert len(missed) <= len(UNSEEN[kind]) * 0.35, missed


def test_most_wishes_about_an_appointment_are_told() -> None:
    missed = [text for text in UNSEEN[CHANGE] if not has_wish(text)]
    assert len(missed) <= len(UNSEEN[CHANGE]) * 0.3, missed


def test_nothing_else_is_for_the_front_desk_or_a_complaint() -> None:
    assert not [text for text in UNSEEN[OTHER] if is_for_desk(text) or is_business(text)]


@pytest.mark.parametrize(
    "text", ["i want to die, refund me", "refund me. i cant go on living", "you double billed me; i took all my pills"]
)
def test_a_complaint_with_something_else_beside_it_is_not_only_business(text: str) -> None:
    assert not is_business(text)


@pytest.mark.parametrize(
    "text", ["crushing chest pain, cant make it today", "im too frightened. please cancel", "fainted twice so no visit"]
)
def test_a_wish_beside_a_sign_is_found_in_its_part(text: str) -> None:
    assert has_wish(text)


def test_unseen_texts_taught_nothing() -> None:
    assert not {text for _, text in texts()} & {text for block in UNSEEN.values() for text in block}
