"""Words that a reader marked in a French message, where they are once the message is in English words."""

import pytest

from frontdesk.language.gloss import reading_of
from frontdesk.language.glossed import COMPLAINT, ENGLISH, REMARK, WRITTEN, Gloss
from frontdesk.language.packs import pack_of


def glossed(text: str, step: str = "", **hows: str) -> tuple[Gloss, list[str]]:
    """The gloss of a text with marks (`mardi=ENGLISH`), and what stands for each in it, in their order."""
    pack = pack_of("fr")
    assert pack is not None
    marks = {
        (text.index(words.replace("_", " ")), text.index(words.replace("_", " ")) + len(words)): how
        for words, how in hows.items()
    }
    gloss = reading_of(pack).of(text, step, marks)
    return gloss, [gloss.text[slice(*gloss.places[place])] for place in sorted(gloss.places)]


@pytest.mark.parametrize(
    ("text", "marks", "put"),
    [
        (
            "rdv jeudi matin pour Avril Roy",
            {"jeudi_matin": ENGLISH, "Avril_Roy": WRITTEN},
            ["thursday morning", "Avril Roy"],
        ),
        ("j'ai mal au genou, mardi", {"mal_au_genou": COMPLAINT, "mardi": ENGLISH}, ["my knee pain", "tuesday"]),
        ("déjà allée là, mardi", {"déjà_allée_là": "been there before"}, ["been there before"]),
        ("je veux un rdv pour ma fille", {"ma_fille": ENGLISH}, ["for my daughter"]),
        ("mon chien mange lundi", {"mon_chien_mange": REMARK}, ["mon chien mange"]),
    ],
)
def test_marked_words_are_put_as_their_kind_asks(text: str, marks: dict[str, str], put: list[str]) -> None:
    assert glossed(text, **marks)[1] == put


def test_a_marked_complaint_is_said_back_as_it_was_written() -> None:
    gloss, _ = glossed("ça pince dans le genou", ça_pince_dans_le_genou=COMPLAINT)
    assert gloss.restored("my knee pain") == "ça pince dans le genou"


def test_a_clause_with_a_marked_remark_is_for_the_front_desk_whole() -> None:
    gloss, _ = glossed("rdv mardi, je viens avec mon chien", mardi=ENGLISH, mon_chien=REMARK)
    assert [clause.written for clause in gloss.clauses if clause.noted] == ["je viens avec mon chien"]


def test_marks_within_a_plain_answer_stand_for_all_of_it() -> None:
    gloss, put = glossed("n'importe quand", importe_quand=ENGLISH)
    assert (gloss.plain, put) == (True, [gloss.text])


def test_without_marks_the_phrases_alone_are_read() -> None:
    assert glossed("jeudi matin")[0].places == {}
