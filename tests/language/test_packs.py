"""A language is a folder: whatever holds a `language.yml` is one, and nothing else has to change."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from frontdesk.channels.sms.keywords import wants_no_more
from frontdesk.checks.check import read_responses
from frontdesk.content.answers import Answers
from frontdesk.language.packs import (
    ENGLISH,
    PackError,
    keywords,
    languages,
    pack_of,
    packs,
    read_pack,
    register,
    unregister,
)
from frontdesk.language.recognition import recognised, summary
from frontdesk.language.wording import wording_of
from frontdesk.settings.clinic import read_clinic

TOY = {
    "language.yml": "code: eo\nname: esperanto\nwords: [saluton, mi, volas, doloron, dankon, kiom, kostas]\n"
    "keywords: {stop: [haltu]}\nno_more_texts: ne plu skribu\n",
    "wording.yml": 'clock: {hour: "{hour}a horo", minutes: "{hour}a {minutes}"}\nphrases: {Monday: lundo, noon: tagmezo}\n'
    "titles: {Stop: Haltu}\n",
    "texts/answers.yml": "reviewed: false\nresponses:\n"
    "  utter_faq/does_it_hurt:\n"
    '  - {text: "Povas dolori.", metadata: {title: "Doloro"}}\n',
}


@pytest.fixture
def toy(tmp_path: Path) -> Iterator[str]:
    for name, content in TOY.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    yield register(tmp_path).code
    unregister("eo")


def test_french_registers_itself() -> None:
    assert "fr" in packs()
    assert summary()["fr"] == "français"


def test_english_is_a_folder_too_and_is_translated_into_nothing(toy: str) -> None:
    assert [*languages()] == [ENGLISH, *packs()]
    assert {"fr", toy} <= packs().keys()
    assert ENGLISH not in packs()
    assert pack_of(ENGLISH) is None
    assert summary()[ENGLISH] == "English"


def test_a_phone_rules_its_texts_in_every_language(toy: str) -> None:
    assert {"stop", "arret", "haltu"} <= keywords("stop")
    assert wants_no_more("Ne plu skribu al mi")


def test_a_folder_is_a_language(toy: str) -> None:
    assert recognised("mi volas scii kiom kostas") == toy
    pack = pack_of(toy)
    assert pack is not None
    assert wording_of(pack).words("Monday 2:30 p.m.") == "lundo 14a 30"
    assert pack.keywords("stop") == {"haltu"}
    clinic = read_clinic(Path("clinic.yml"))
    answer = Answers(read_responses(), clinic, pack).answer("utter_faq/does_it_hurt", "web")
    assert answer.text == "Povas dolori."
    assert answer.source is not None
    assert not answer.source["reviewed"]


def test_what_a_language_lacks_is_said_in_english(toy: str) -> None:
    clinic, responses = read_clinic(Path("clinic.yml")), read_responses()
    said = Answers(responses, clinic, pack_of(toy)).fixed("utter_faq/referral", "web")
    assert said == Answers(responses, clinic).fixed("utter_faq/referral", "web")


@pytest.mark.parametrize("content", ["name: nothing", "code: english", "code: en", "- a list"])
def test_a_folder_that_names_no_language_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "language.yml").write_text(content)
    with pytest.raises(PackError, match="Add `code:`"):
        read_pack(tmp_path)
