"""Words without their accents."""

from frontdesk.language.accents import without_accents


def test_letters_lose_their_marks_and_nothing_else() -> None:
    assert without_accents("ARRÊT, Zoé! ﬁn 5½") == "ARRET, Zoe! fin 51⁄2"
