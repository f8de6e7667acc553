"""French in the English words that the booking reads, and dates, times and phones as French Canadians write them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from frontdesk.booking.extraction import find_phone
from frontdesk.booking.for_whom import find_for_whom
from frontdesk.language.gloss import reading_of
from frontdesk.language.glossed import Gloss
from frontdesk.language.packs import Pack, pack_of
from frontdesk.language.when import OpeningHours, understand
from frontdesk.language.wording import wording_of

ZONE = ZoneInfo("America/Edmonton")
MONDAY = datetime(2026, 11, 23, 9, tzinfo=ZONE)
WEEK = OpeningHours(
    dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), ((time(8), time(18)),)), frozenset()
)


def french() -> Pack:
    pack = pack_of("fr")
    assert pack is not None
    return pack


def read(text: str, step: str = "") -> Gloss:
    return reading_of(french()).of(text, step)


def understood(text: str) -> str:
    when = understand(read(text).text, MONDAY, WEEK, 90)
    assert when is not None
    return wording_of(french()).words(when.text)


@pytest.mark.parametrize(
    ("text", "said_back"),
    [
        ("mardi après-midi", "mardi 24 novembre, l'après-midi"),
        ("mardi apres midi", "mardi 24 novembre, l'après-midi"),
        ("le 3 à 14h30", "jeudi 3 décembre, à 14 h 30"),
        ("mardi 1er décembre, 14 h 30", "mardi 1er décembre, à 14 h 30"),
        ("la semaine prochaine", "n'importe quel jour la semaine prochaine"),
        ("à soir", "lundi 23 novembre, le soir"),
        ("jeudi ou vendredi matin", "jeudi 26 novembre ou vendredi 27 novembre, le matin"),
        ("entre 13h et 15h mardi", "mardi 24 novembre, 13 h à 15 h"),
        ("lundi prochain de 9h à 11h", "lundi 30 novembre, 9 h à 11 h"),
        ("vendredi prochain en avant-midi", "vendredi 4 décembre, le matin"),
        ("tous les matins sauf mercredi", "n'importe quel jour sauf les mercredis, le matin"),
        ("à partir de 16h", "n'importe quel jour, après 16 h"),
        ("demain à midi", "mardi 24 novembre, à midi"),
        ("après-demain", "mercredi 25 novembre"),
        ("le plus tôt possible", "le plus tôt possible"),
        ("n'importe quand", "n'importe quand"),
    ],
)
def test_times_are_read_and_said_back_in_french(text: str, said_back: str) -> None:
    assert understood(text) == said_back


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Oui, c'est beau!", "yes"),
        ("ben oui", "yes"),
        ("non merci", "no"),
        ("pantoute", "no"),
        ("laissez faire", "stop"),
        ("finalement non", "stop"),
        ("je préfère ne pas le dire", "skip"),
        ("je prefere pas le dire", "skip"),
        ("le deuxième", "the second one"),
        ("c'est ma première fois", "first time"),
        ("oui, je suis déjà venue", "been there before"),
        ("changer l'heure", "change the time"),
        ("recommencer", "start over"),
    ],
)
def test_plain_answers_become_the_english_ones(text: str, english: str) -> None:
    assert read(text).text == english


@pytest.mark.parametrize("name", ["Élodie Tremblay", "Jean-Benoît de la Durantaye", "Marc Avril", "Siobhan O'Brien"])
def test_names_stay_as_they_are(name: str) -> None:
    assert read(name).text == name
    assert name in read(f"je m'appelle {name}").text


@pytest.mark.parametrize(
    "said", ["c'est marie avril", "Bonjour, je m'appelle marie avril", "marie avril", "oui, moi c'est marie avril"]
)
def test_the_answer_to_the_question_for_a_name_is_the_name(said: str) -> None:
    assert read(said, "name").text == "marie avril"


def test_whoever_leaves_when_asked_for_a_name_leaves() -> None:
    assert read("laissez faire", "name").text == "stop"
    assert read("est-ce que ça fait mal?", "name").text.endswith("?")
    assert read("demain matin", "name").text == "tomorrow morning"


def test_a_complaint_is_read_as_one_and_kept_in_the_patients_words() -> None:
    gloss = read("bonjour, j'ai mal au genou droit depuis deux semaines, mardi matin")
    assert "knee pain" in gloss.text
    assert "tuesday morning" in gloss.text
    assert gloss.restored("my knee pain") == "mal au genou droit depuis deux semaines"


def test_the_answer_to_the_question_for_the_reason_is_kept_whole() -> None:
    gloss = read("le dos barré quand je me lève", "reason")
    assert gloss.restored(gloss.text) == "le dos barré quand je me lève"


def test_a_question_stays_one_without_its_mark() -> None:
    assert read("est-ce que ça fait mal").text.endswith("?")


@pytest.mark.parametrize(
    ("english", "said"),
    [
        ("Tuesday 1 December, 2:30 p.m.", "mardi 1er décembre, 14 h 30"),
        ("Monday to Thursday 8 a.m. to 6 p.m.", "lundi à jeudi 8 h à 18 h"),
        ("(780) 555-0143", "780 555-0143"),
        ("Yes, open on Saturday 5 December, 9 a.m. to noon.", "Oui, ouvert samedi 5 décembre, 9 h à midi."),
        ("tomorrow at 8 a.m.", "demain à 8 h"),
        ("12:15 a.m.", "0 h 15"),
    ],
)
def test_dates_times_and_phones_are_said_as_french_canadians_write_them(english: str, said: str) -> None:
    assert wording_of(french()).words(english) == said


@pytest.mark.parametrize("key", ["name", "reason", "message", "policy"])
def test_what_a_patient_or_the_clinic_wrote_is_not_touched(key: str) -> None:
    assert wording_of(french()).value(key, "May Friday or Monday at noon") == "May Friday or Monday at noon"


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("ouin cbon", "yes"),
        ("Je vous le confirme.", "yes"),
        ("C'est bien ça, merci beaucoup.", "yes"),
        ("Ancien patient", "been there before"),
        ("oui, j'ai déjà un dossier chez vous", "been there before"),
        ("Je n'ai encore jamais consulté chez vous.", "first time"),
        ("Il n'est jamais allé chez vous.", "first time"),
        ("1re fois", "first time"),
    ],
)
def test_answers_in_other_words_are_the_plain_ones(text: str, english: str) -> None:
    assert read(text, "patient_type").text == english


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Le patient s'appelle Félix Ouellette", "Félix Ouellette"),
        ("ma mère s'appelle Rose Doiron", "Rose Doiron"),
        ("Madame Fernande Cloutier", "Fernande Cloutier"),
    ],
)
def test_what_introduces_a_name_is_not_part_of_it(text: str, name: str) -> None:
    assert read(text, "name").text == name


def test_a_number_in_words_becomes_digits() -> None:
    assert read("sept huit zéro, cinq cinq cinq, zéro un deux deux", "phone").text == "7805550122"


def test_my_is_no_monday() -> None:
    assert understand(read("Mon cellulaire à moi, sa mère", "phone").text, MONDAY, WEEK, 90) is None


@pytest.mark.parametrize(
    ("text", "said_back"),
    [
        ("mercredi à 10 h... ah non, mercredi j'ai le dentiste. Jeudi à 10 h plutôt.", "jeudi 26 novembre, à 10 h"),
        ("Jeudi dans l'après-midi, j'travaille le matin", "jeudi 26 novembre, l'après-midi"),
        ("jeudi à dix heures et demie", "jeudi 26 novembre, à 10 h 30"),
    ],
)
def test_times_beside_what_keeps_from_coming(text: str, said_back: str) -> None:
    assert understood(text) == said_back


@pytest.mark.parametrize(
    ("step", "text", "english"),
    [
        ("patient_type", "malheureusement oui", "been there before"),
        ("patient_type", "pas la première fois", "been there before"),
        ("patient_type", "client depuis 2019", "been there before"),
        ("patient_type", "je suis venue cet été", "been there before"),
        ("patient_type", "première", "first time"),
        ("patient_type", "je pense pas qu'elle soit déjà venue", "first time"),
        ("confirm", "ça m'a l'air bon, allez-y", "yes, yes"),
        ("confirm", "oui, mais changez le téléphone", "yes, but changez le téléphone"),
        ("reason", "je préfère en parler sur place", "skip"),
    ],
)
def test_an_answer_is_known_where_its_question_is_open(step: str, text: str, english: str) -> None:
    assert read(text, step).text == english


@pytest.mark.parametrize(
    ("text", "said_back"),
    [
        ("mardi, mais pas entre 11h et 13h", "mardi 24 novembre, avant 11 h ou après 13 h"),
        ("mecredi apremidi", "mercredi 25 novembre, l'après-midi"),
        ("jeudi 3 déc. 10h", "jeudi 3 décembre, à 10 h"),
        ("la semaine du 7 décembre, lundi ou mercredi", "lundi 7 décembre ou mercredi 9 décembre"),
        ("mercredi à quatre heures moins quart", "mercredi 25 novembre, à 15 h 45"),
        ("je finis à 16h du lundi au jeudi", "n'importe quel jour cette semaine sauf vendredi, après 16 h"),
        ("lundi ou mardi prochain à 13h", "lundi 30 novembre ou mardi 1er décembre, à 13 h"),
        ("la semaine prochaine, mais ni lundi ni vendredi", "mardi 1er décembre à jeudi 3 décembre"),
        ("entre le 1er et le 4 décembre", "n'importe quel jour la semaine prochaine sauf lundi"),
        ("mer 10h", "mercredi 25 novembre, à 10 h"),
    ],
)
def test_times_in_further_words_are_read(text: str, said_back: str) -> None:
    assert understood(text) == said_back


@pytest.mark.parametrize("text", ["cest Zack Bouchard", "C'est Zack Bouchard"])
def test_apostrophes_may_be_left_out(text: str) -> None:
    assert read(text, "name").text == "Zack Bouchard"


def test_a_name_may_be_turned_or_spelt() -> None:
    assert read("Tremblay, Luc", "name").text == "Luc Tremblay"
    assert read("Maëlle, M-A-E-L-L-E, Kérouac", "name").text == "Maëlle Kérouac"


def test_only_whole_plain_answers_are_marked_as_such() -> None:
    assert read("oui, c'est beau").plain
    assert not read("c'est ça, ma poitrine serre").plain


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("Ma mémère est tombée dans le bain", "grandmother"),
        ("bonjour, ma soeur a mal à la hanche", "sister"),
        ("mon frère jumeau s'est blessé au genou", "brother"),
        ("Je travaille dans un foyer. Un résident a besoin d'exercices", "resident"),
        ("mon voisin ne peut plus lever le bras", "neighbour"),
        ("allo mon pépère voudrait un rendez-vous", "grandfather"),
    ],
)
def test_somebody_in_need_is_whom_it_is_for(text: str, relation: str) -> None:
    assert find_for_whom(reading_of(french()).of(text).text) == relation


@pytest.mark.parametrize(
    "text",
    [
        "ma mère m'a parlé de vous",
        "mon mari est venu chez vous l'an passé",
        "mon médecin veut que je vienne",
        "mon chum me conduit",
    ],
)
def test_who_is_only_spoken_of_is_not(text: str) -> None:
    assert find_for_whom(reading_of(french()).of(text).text) is None


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("vandredi matin", "friday morning"),
        ("mercedi apm", "wednesday"),
        ("mardit 1 desembre", "tuesday december 1"),
        ("samdi", "saturday"),
        ("le 14 novenbre", "november 14"),
        ("mardi 1er ou jeudi 3 décembre", "tuesday december 1 or thursday december 3"),
        ("le 24 et le 26 novembre", "november 24 and november 26"),
        ("rien avant 11 h", "not before 11 am"),
        ("jamais avant dix heures et demie", "not before 10:30 am"),
        ("rien après 15 h", "not after 3 pm"),
    ],
)
def test_times_as_they_are_typed(text: str, english: str) -> None:
    assert english in reading_of(french()).of(text, "when").text


@pytest.mark.parametrize("word", ["vendre", "nombre", "préfère", "merci", "demain", "vendrait", "jardin"])
def test_words_that_are_like_a_day_stay(word: str) -> None:
    said = reading_of(french()).of(f"je {word} ça", "reason").text
    assert not any(day in said for day in ("friday", "november", "wednesday", "sunday", "january"))


def test_a_name_that_is_like_a_day_stays() -> None:
    assert "Simonne Vendrely" in reading_of(french()).of("mon nom est Simonne Vendrely", "name").text


@pytest.mark.parametrize(
    ("text", "phone"),
    [
        ("c'est le 0154 à la fin, pas 53", "+17805550154"),
        ("le numéro finit par 0161", "+17805550161"),
        ("les quatre derniers chiffres sont 0177", "+17805550177"),
        ("non, 68 à la toute fin", "+17805550168"),
    ],
)
def test_the_end_of_a_number_is_put_right(text: str, phone: str) -> None:
    found = find_phone(reading_of(french()).of(text, "confirm").text, "CA", "+17805550153")
    assert found is not None
    assert found.number == phone
