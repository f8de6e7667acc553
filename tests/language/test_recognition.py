"""In which language a message is: each message by itself, and in a conversation."""

import pytest

from frontdesk.language.recognition import asked_for, recognised


@pytest.mark.parametrize(
    "text",
    [
        "je ne peux plus respirer",
        "J'ai mal à la poitrine depuis hier",
        "c combien une seance",
        "ça fait-tu mal?",
        "oui",
        "merci",
        "rdv mardi",
        "Parlez-vous français?",
        "Je m'appelle Nguyễn Văn An",
        "ARRET",
        "aide",
    ],
)
def test_french_is_recognised_however_it_is_typed(text: str) -> None:
    assert recognised(text) == "fr"


@pytest.mark.parametrize(
    "text",
    [
        "does it hurt",
        "bonjour, does it hurt?",
        "My appointment is on the Rue de la Paix, can I park there?",
        "Do you have a physio who speaks French?",
        "Does the receptionist speak French? My mother does not speak English.",
        "can I book Tuesday with Benoît?",
        "nope first time",
        "ok here. Monique Arcand",
    ],
)
@pytest.mark.parametrize("current", ["en", "fr"])
def test_english_is_english_whatever_names_it_holds(text: str, current: str) -> None:
    assert recognised(text, current) == "en"


@pytest.mark.parametrize(
    "text",
    ["nope jms venue", "mon cell, 403-555-0112", "yes madame Thibault ici", "Yves Caron. C-A-R-O-N, i accent", "wi"],
)
def test_one_english_word_is_no_other_language(text: str) -> None:
    assert recognised(text, "fr") == "fr"


@pytest.mark.parametrize("text", ["hello", "my shoulder", "ok friday", "call me", "tuesday morning"])
def test_who_changes_to_english_is_answered_in_it(text: str) -> None:
    assert recognised(text, "fr") == "en"


@pytest.mark.parametrize("text", ["kể cho tôi một câu chuyện cười", "疼吗", "¿duele mucho la aguja?"])
@pytest.mark.parametrize("current", ["en", "fr"])
def test_a_language_that_is_not_answered_in_is_left_to_whoever_tells_so(text: str, current: str) -> None:
    assert recognised(text, current) == "en"


@pytest.mark.parametrize(
    "text",
    [
        "ok",
        "yes",
        "yes please",
        "No thanks",
        "physio",
        "780 555 0143",
        "Benoît Côté",
        "Élodie Tremblay-Gagné",
        "Zoë Quillfeather",
        "🙂",
        "",
    ],
)
@pytest.mark.parametrize("current", ["en", "fr"])
def test_what_says_nothing_of_a_language_keeps_that_of_the_conversation(text: str, current: str) -> None:
    assert recognised(text, current) == current


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("in English please", "en"),
        ("English please", "en"),
        ("en anglais svp", "en"),
        ("en français svp", "fr"),
        ("in French, please", "fr"),
        ("can you speak french", "fr"),
        ("je parle croche en anglais, excusez-moi", None),
        ("I moved here from Moncton and my French is rusty", None),
    ],
)
def test_who_asks_for_a_language_gets_it(text: str, wanted: str | None) -> None:
    assert asked_for(text) == wanted


@pytest.mark.parametrize("text", ["seen ya last year", "si 780 555 0122 works best then"])
def test_one_word_of_another_language_changes_nothing(text: str) -> None:
    assert recognised(text) == "en"


@pytest.mark.parametrize("text", ["lol ur dumb", "ur lame dude", "wtf bro"])
def test_a_few_short_words_of_slang_keep_the_language(text: str) -> None:
    assert recognised(text) == "en"


@pytest.mark.parametrize("text", ["mon 30th 5pm", "mon 11"])
def test_monday_in_short_is_no_french(text: str) -> None:
    assert recognised(text) == "en"
