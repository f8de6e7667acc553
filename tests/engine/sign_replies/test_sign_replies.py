"""Replies to a warning, read by kind, measured on replies that taught nothing."""

from pathlib import Path

import pytest

from frontdesk.content.phrasings import read_yaml
from frontdesk.engine.sign_replies import CLEAR, DESK, GOING, OTHER, OVER, UNSURE, sign_reply
from frontdesk.engine.sign_replies.fit import texts

UNSEEN = {kind: block.splitlines() for kind, block in read_yaml(Path(__file__).parent / "unseen.yml").items()}


def test_no_wish_for_an_all_clear_ends_a_warning() -> None:
    read = {text: sign_reply(text) for text in UNSEEN[CLEAR]}
    assert not [text for text, kind in read.items() if kind == OVER], read
    assert sum(kind in (CLEAR, UNSURE) for kind in read.values()) >= len(read) * 0.9, read


@pytest.mark.parametrize("kind", [OVER, GOING, DESK, OTHER])
def test_what_is_no_such_wish_is_heard(kind: str) -> None:
    missed = {text: read for text in UNSEEN[kind] if (read := sign_reply(text)) != kind}
    print(f"{kind}: {len(UNSEEN[kind]) - len(missed)} of {len(UNSEEN[kind])}")
    assert len(missed) <= len(UNSEEN[kind]) * 0.35, missed


def test_a_sentence_that_says_that_it_is_over_is_enough() -> None:
    assert sign_reply("about the hospital. they checked him and he is fine. so friday then?") == OVER


def test_unseen_replies_taught_nothing() -> None:
    assert not {text for _, text in texts()} & {text for block in UNSEEN.values() for text in block}
