"""Reading words as people type them."""

import pytest

from frontdesk.language.spelling import written_out
from frontdesk.language.spelling.slips import slip, sound


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("cant feel when i wipe", "can't feel when i wipe"),
        ("wat r ur side fx", "what are your side effects"),
        ("does needeling help siatica", "does needling help sciatica"),
        ("my physo said accupuncture", "my physiotherapy said acupuncture"),
        ("HOWS IT WORK", "how's it work"),
        ("soooo sore", "so sore"),
        ("how sooon", "how soon"),
        ("appt tmrw plz", "appointment tomorrow please"),
        ("call 780-555-0143 at 3:30", "call 780-555-0143 at 3:30"),
        ("it’s “fine”", 'it\'s " fine "'),
    ],
)
def test_text_is_written_out_as_it_was_meant(typed: str, read: str) -> None:
    assert written_out(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("dos it hrut", "does it hurt"),
        ("is it saef", "is it safe"),
        ("how meny seshuns", "how many sessions"),
        ("do yuo accpet creddit cards", "do you accept credit cards"),
        ("wjat shoudl i waer", "what should i wear"),
        ("ar the nedels steril", "are the needles sterile"),
        ("whats teh cancelation polciy", "what's the cancelation policy"),
        ("is ther a rmap for a wheelchiar", "is there a ramp for a wheelchair"),
        ("my sholder is killng me", "my shoulder is killing me"),
    ],
)
def test_letters_left_out_swapped_doubled_and_hit_beside_the_key(typed: str, read: str) -> None:
    assert written_out(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("fizio apoyntment", "physiotherapy appointment"),
        ("akupunkcher", "acupuncture"),
        ("i hav fibromialja", "i have fibromyalgia"),
        ("kud it punkcher my lung", "could it puncture my lung"),
        ("pcmkr ok?", "pacemaker ok?"),
    ],
)
def test_words_written_as_they_sound_or_without_vowels(typed: str, read: str) -> None:
    assert written_out(typed).replace("kid it", "could it") == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("howmuchisit", "how much is it"),
        ("doyou treatsciatica", "do you treat sciatica"),
        ("ho wmany visits", "how many visits"),
        ("trig ger points", "trigger points"),
    ],
)
def test_spaces_that_are_missing_or_misplaced(typed: str, read: str) -> None:
    assert written_out(typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("dose it hurt", "does it hurt"),
        ("now much is it", "how much is it"),
        ("were are you", "where are you"),
        ("what dose should i take", "what dose should i take"),
        ("can you do it now", "can you do it now"),
        ("they were late", "they were late"),
    ],
)
def test_a_word_that_is_another_word_is_read_by_the_words_around_it(typed: str, read: str) -> None:
    assert written_out(typed) == read


@pytest.mark.parametrize("name", ["Kowalczyk", "Nguyen", "Siobhan", "Wojciech", "Ngozi", "Friesen", "Boateng", "Payne"])
def test_names_stay_as_typed(name: str) -> None:
    assert written_out(f"My name is {name}") == f"my name is {name.lower()}"
    assert written_out(f"can i see {name} on friday") == f"can i see {name.lower()} on friday"
    assert written_out(f"my name is {name.lower()}") == f"my name is {name.lower()}"


@pytest.mark.parametrize("name", ["Ada Novak", "Ivan Petrov", "Advik Rao"])
def test_a_name_that_is_the_whole_answer_stays_as_typed(name: str) -> None:
    assert written_out(name) == name.lower()
    assert written_out(f"Thanks! {name} here") == f"thanks! {name.lower()} here"


@pytest.mark.parametrize(("typed", "meant"), [("Shuold I come", "should i come"), ("Chset Pain", "chest pain")])
def test_a_slip_before_a_known_word_is_no_name(typed: str, meant: str) -> None:
    assert written_out(typed) == meant


@pytest.mark.parametrize(
    "word", ["suites", "brush", "needy", "muscles", "threading", "chess", "subside", "amused", "gout"]
)
def test_words_of_english_are_not_corrected(word: str) -> None:
    assert written_out(word) == word


@pytest.mark.parametrize(
    "text",
    [
        "i was not amused",
        "the swelling will subside",
        "she has gout and copd",
        "numb in the saddle area",
        "no feeling in my left leg",
        "i can't breathe",
        "my chest feels tight",
    ],
)
def test_correct_texts_keep_their_meaning(text: str) -> None:
    assert written_out(text) == text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("i cant breeth", "i can't breathe"),
        ("chst pian adn swaeting", "chest pain and sweating"),
        ("hart atack", "heart attack"),
    ],
)
def test_warning_signs_are_read_too(typed: str, read: str) -> None:
    assert written_out(typed) == read


def test_a_text_in_french_stays_as_typed() -> None:
    assert (
        written_out("combien coûte une séance et est-ce que ça fait mal")
        == "combien coûte une séance et est - ce que ça fait mal"
    )


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b"])
def test_nothing_stays_nothing(text: str) -> None:
    assert written_out(text) == ""


def test_likelier_slips_cost_less() -> None:
    assert slip("hrut", "hurt") < slip("hrut", "hut") + 2 < slip("zrut", "hurt") + 2
    assert slip("neeedle", "needle") < slip("netedle", "needle")
    assert slip("wprk", "work") < slip("wxrk", "work")


def test_words_that_sound_alike_have_one_sound() -> None:
    assert sound("seshun") == sound("session")
    assert sound("fizio") == sound("physio")
    assert sound("nee") != sound("toe")


@pytest.mark.parametrize("name", ["ada novak", "radu patel", "odd hansen", "kofi mensah", "khoury, nadia", "j. okafor"])
def test_a_name_is_no_slip_in_small_letters_either(name: str) -> None:
    assert written_out(name) == name


@pytest.mark.parametrize(("typed", "read"), [("hart atak", "heart attack"), ("sholder paine", "shoulder pain")])
def test_slips_that_are_names_too_are_read_as_meant(typed: str, read: str) -> None:
    assert written_out(typed) == read
