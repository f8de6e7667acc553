"""Plain characters."""

from frontdesk.language.folding import fold


def test_control_and_invisible_characters_go() -> None:
    assert fold("a\x00b\u200bc\u202ed") == "a b c d"


def test_a_line_end_without_punctuation_ends_a_sentence() -> None:
    assert fold("my back hurts\nhow much is it?\nthanks") == "my back hurts. how much is it? thanks"
