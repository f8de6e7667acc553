"""The page of all texts, to be signed."""

import re
from pathlib import Path

from frontdesk.checks.check import read_responses
from frontdesk.settings.clinic import read_clinic
from frontdesk.tools.review import sections_of
from tests.support.command_line import frontdesk

CLINIC = read_clinic(Path("clinic.yml"))


def test_every_text_is_on_it_in_both_forms_and_languages_with_room_to_sign(tmp_path: Path) -> None:
    file = tmp_path / "review.html"
    done = frontdesk("review", str(file), FRONTDESK_DATA_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    text = file.read_text(encoding="utf-8")
    names = list(read_responses())
    assert [name for name in names if f'id="{name}"' not in text] == []
    assert text.count("to be changed:") == len(names)
    assert not re.search(r"<(?:link|script|img)\b|src=", text)
    pain = text[text.index('id="utter_faq/does_it_hurt"') :].partition("</article>")[0]
    assert "It can hurt for some people." in pain
    assert "Cela peut faire mal" in pain
    assert pain.count("Text message") == 2
    assert "Rests on: " in pain
    assert "English: not reviewed" in pain
    assert 'lang="fr"' in pain


def test_the_clinics_values_are_filled_in_and_marked() -> None:
    entries = [entry for section in sections_of(CLINIC) for entry in section.entries]
    heart = next(entry for entry in entries if entry.name == "utter_safety/heart")
    assert heart.level == "emergency"
    assert (CLINIC.emergency_number, True) in heart.spoken[0].forms[0].pieces


def test_what_is_reviewed_can_be_left_out() -> None:
    everything, unread = sections_of(CLINIC), sections_of(CLINIC, only_open=True)
    counts = [sum(len(section.entries) for section in sections) for sections in (everything, unread)]
    assert 0 < counts[1] < counts[0]
    assert all(not entry.is_reviewed for section in unread for entry in section.entries)
