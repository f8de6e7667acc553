"""Reading words as people type them."""

import pytest

from frontdesk.language.spelling import corrected, written_out


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("cant feel when i wipe", "can't feel when i wipe"),
        ("wat r ur side fx", "what are your side effects"),
        ("does needeling help siatica", "does needling help sciatica"),
        ("my physo said accupuncture", "my physiotherapy said acupuncture"),
        ("HOWS IT WORK", "how's it work"),
        ("soooo sore", "so sore"),
        ("appt tmrw plz", "appointment tomorrow please"),
        ("call 780-555-0143 at 3:30", "call 780-555-0143 at 3:30"),
        ("it’s “fine”", 'it\'s " fine "'),
    ],
)
def test_text_is_written_out_as_it_was_meant(typed: str, read: str) -> None:
    assert written_out(typed) == read


@pytest.mark.parametrize("name", ["kowalczyk", "nguyen", "siobhan", "wojciech", "ngozi", "bjork"])
def test_names_stay_as_typed(name: str) -> None:
    assert corrected(name) == name


@pytest.mark.parametrize("word", ["suites", "brush", "needy", "muscles", "threading", "chess"])
def test_known_words_are_not_corrected(word: str) -> None:
    assert corrected(word) == word


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b"])
def test_nothing_stays_nothing(text: str) -> None:
    assert written_out(text) == ""
