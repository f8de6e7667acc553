"""What a clinic says in its own words, over the data that all have in common."""

from pathlib import Path

import pytest
from rasa.shared.importers.importer import TrainingDataImporter

from frontdesk.checks.check import problems, read_responses
from frontdesk.content.answers import Answers
from frontdesk.content.own_data import own_phrasings, own_responses
from frontdesk.engine.training import model_path
from frontdesk.language.packs import pack_of
from frontdesk.settings.clinics import read_clinics
from frontdesk.settings.environment import Settings
from frontdesk.settings.values import SettingsError
from tests.support.clinics import MAIN, WEST, environment, write_clinics

OWN_ANSWER = """
responses:
  utter_faq/parking_access:
  - text: "Park behind the bakery; the first hour is free."
    metadata:
      title: Parking
      follow_ups: [location_hours, opening_hours]
      source: {title: Clinic settings, section: parking, url: null, reviewed: true}
  - text: "Park behind the bakery; the first hour is free."
    channel: sms
"""
OWN_TOPIC = """
version: "3.1"
nlu:
- intent: faq/sauna
  examples: |
    - do you have a sauna
    - is there a sauna
responses:
  utter_faq/sauna:
  - text: "There is a sauna in the cellar."
    metadata: {title: The sauna}
"""


def data(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / "own.yml").write_text(text, encoding="utf-8")
    return folder


def test_the_shared_topic_that_these_tests_answer_is_there() -> None:
    assert "utter_faq/parking_access" in read_responses()


@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_own_answer_is_said_in_place_of_the_shared_one(config: Settings, tmp_path: Path, language: str) -> None:
    own = own_responses(data(tmp_path / "own", OWN_ANSWER))
    shared = read_responses()
    said = [
        Answers({**shared, **more}, config.clinic, pack_of(language)).fixed("utter_faq/parking_access", "web")
        for more in (own, {})
    ]
    assert said[0] == "Park behind the bakery; the first hour is free."
    assert said[1] != said[0]


def test_answers_alone_need_no_model_of_their_own(tmp_path: Path) -> None:
    assert model_path(own=data(tmp_path / "own", OWN_ANSWER)) == model_path()


def test_a_topic_needs_one_and_the_same_topics_the_same(tmp_path: Path) -> None:
    one, other = (data(tmp_path / name / "data", OWN_TOPIC) for name in ("east", "west"))
    changed = data(tmp_path / "changed", OWN_TOPIC.replace("is there a", "where is the"))
    assert model_path(own=one) == model_path(own=other)
    assert len({model_path(), model_path(own=one), model_path(own=changed)}) == 3


@pytest.mark.filterwarnings("ignore::UserWarning")  # of Rasa, on the shared files
def test_rasa_reads_shared_and_own_topics_together(tmp_path: Path) -> None:
    folders = ["data", str(data(tmp_path / "own", OWN_TOPIC))]
    importer = TrainingDataImporter.load_from_config("config.yml", "domain.yml", folders)
    assert {"utter_faq/sauna", "utter_faq/parking_access"} <= importer.get_domain().responses.keys()
    examples = importer.get_nlu_data().intent_examples
    (found,) = (example for example in examples if example.get("text") == "is there a sauna")
    assert found.get("intent_response_key") == "faq/sauna"
    assert own_phrasings(Path(folders[1])) == [
        ("faq/sauna", "do you have a sauna"),
        ("faq/sauna", "is there a sauna"),
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (OWN_ANSWER.replace("utter_faq/parking_access", "utter_safety/heart"), "`utter_safety/heart` is not an answer"),
        (OWN_TOPIC.replace("faq/sauna\n", "safety/heart\n"), "`safety/heart` is not a topic"),
        ("rules: []\n", "only `nlu` and `responses` may stand here"),
        ("- a list\n", "only `nlu` and `responses` may stand here"),
        ("responses: {utter_faq/cost: free}\n", "`utter_faq/cost` is not an answer"),
    ],
)
def test_what_is_no_topic_or_answer_is_refused(tmp_path: Path, text: str, said: str) -> None:
    folder = data(tmp_path / "own", text)
    with pytest.raises(SettingsError, match=said):
        (own_responses(folder), own_phrasings(folder))


def test_check_reads_own_answers_as_it_reads_the_shared_ones(config: Settings, tmp_path: Path) -> None:
    good = data(tmp_path / "good", OWN_ANSWER)
    assert not [problem for problem in problems(config.clinic, own=good) if "parking" in problem]
    bad = data(tmp_path / "bad", OWN_ANSWER.replace("the first hour is free", "needling is painless"))
    assert [problem for problem in problems(config.clinic, own=bad) if "painless" in problem]
    wrong = data(tmp_path / "wrong", "rules: []\n")
    assert problems(config.clinic, own=wrong) == [
        f"{wrong / 'own.yml'}: only `nlu` and `responses` may stand here; docs/many-clinics.md shows an example."
    ]


def test_the_folder_of_a_clinic_is_its_own(tmp_path: Path) -> None:
    data(write_clinics(tmp_path) / WEST / "data", OWN_ANSWER)
    found = read_clinics(environment(tmp_path))
    assert found.each[MAIN].own_data is None
    assert own_responses(found.each[WEST].own_data).keys() == {"utter_faq/parking_access"}
