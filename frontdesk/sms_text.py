"""How many text-message segments a text takes (GSM 03.38; 160 septets alone, 153 a part)."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")


def septets(text: str) -> int | None:
    """Length of a text in GSM-7 septets, or None if it holds a character that GSM-7 lacks."""
    if not all(character in _BASIC or character in _EXTENDED for character in text):
        return None
    return len(text) + sum(character in _EXTENDED for character in text)
