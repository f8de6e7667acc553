"""Wishes for no more texts and automatic replies, in whatever words, measured on texts that taught nothing."""

from pathlib import Path

import pytest

from frontdesk.content.phrasings import read_yaml
from frontdesk.engine.text_kinds import Wish, is_automatic, wants_texts_again, wish_in
from frontdesk.engine.text_kinds.fit import lines

UNSEEN = {name: text.splitlines() for name, text in read_yaml(Path(__file__).parent / "unseen.yml").items()}


def test_unseen_wishes_are_heard_or_asked_about() -> None:
    read = [wish_in(text) for text in UNSEEN["wishes"]]
    missed = [text for text, wish in zip(UNSEEN["wishes"], read) if wish is Wish.NONE]
    print(
        f"{len(read)} wishes: {read.count(Wish.PLAIN)} plain, {read.count(Wish.DOUBTFUL)} asked, {len(missed)} missed"
    )
    assert len(missed) <= len(read) * 0.04, missed
    assert read.count(Wish.PLAIN) >= len(read) * 0.85


def test_hardly_any_other_text_opts_out() -> None:
    wrong = [text for text in UNSEEN["others"] if wish_in(text) is Wish.PLAIN]
    print(f"{len(UNSEEN['others'])} others: {len(wrong)} opted out")
    assert len(wrong) <= len(UNSEEN["others"]) * 0.02, wrong


def test_automatic_replies_are_recognised_and_people_are_not_taken_for_machines() -> None:
    found = [text for text in UNSEEN["automatic"] if is_automatic(text)]
    people = [text for name in ("wishes", "others") for text in UNSEEN[name] if is_automatic(text)]
    print(f"{len(found)} of {len(UNSEEN['automatic'])} automatic, {len(people)} people taken for machines")
    assert len(found) >= len(UNSEEN["automatic"]) * 0.6
    assert people == []


def test_unseen_texts_taught_nothing() -> None:
    learnt = {text for name in ("wishes/texts.yml", "automatic/texts.yml", "others.yml") for text in lines(name)}
    assert not learnt & {text for texts in UNSEEN.values() for text in texts}


@pytest.mark.parametrize(
    "text",
    [
        "pls stop texting",
        "stop it",
        "can you please stop",
        "wrong number stop",
        "not interested stop",
        "Stop everything",
    ]
    + ["i do not consent to texts", "block this number", "lose my number", "Reply STOP", "STOP2END", "stopp", "STPO"],
)
def test_a_wish_is_heard_in_other_words_and_misspelt(text: str) -> None:
    assert wish_in(text) is Wish.PLAIN


@pytest.mark.parametrize(
    "text",
    ["stop my pain", "can you stop the bleeding", "end of the day works", "quit smoking help", "stop by tomorrow?"]
    + [
        "can i stop taking ibuprofen before",
        "cancel my appointment",
        "",
        "1",
        "C",
        "k",
        "I'm driving, running 10 min late",
    ],
)
def test_what_only_holds_such_words_is_none(text: str) -> None:
    assert wish_in(text) is Wish.NONE
    assert not is_automatic(text)


@pytest.mark.parametrize(
    "text",
    [
        "mail it to me please rather than texting",
        "not sure i like robots, a person please",
        "you keep asking my name",
        "no robot please",
    ]
    + ["pas besoin d'un rappel", "envoyez plutôt un courriel", "one reminder is plenty", "dont ask my name every time"],
)
def test_a_wish_for_other_texts_opts_nobody_out(text: str) -> None:
    assert wish_in(text) is not Wish.PLAIN


@pytest.mark.parametrize(
    "text",
    [
        "ok its fine if you text me again",
        "please turn my texts on again",
        "didnt mean to stop those texts",
        "i'd like your texts back",
    ]
    + ["vous pouvez recommencer à me texter", "je voudrais encore recevoir vos textos"],
)
def test_who_wants_texts_again_is_heard(text: str) -> None:
    assert wants_texts_again(text)


@pytest.mark.parametrize(
    "text", ["yes", "ok", "when do you close today", "who is this", "dont text me again", "oui", "merci"]
)
def test_nothing_else_asks_for_texts_again(text: str) -> None:
    assert not wants_texts_again(text)
