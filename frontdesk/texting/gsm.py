"""How long a text is as a text message. Also replaces typographic characters by plain ones, and cuts what is too long.

GSM 03.38: a text of its 7-bit alphabet has 160 septets alone and 153 a segment; a character of the extension table takes
two. Any other character makes the whole text UCS-2: 70 UTF-16 units alone and 67 a segment. Neither an extension
character nor a surrogate pair is ever split between two segments.
"""

import re
import unicodedata
from bisect import bisect_right

GSM_7 = "GSM-7"
UCS_2 = "UCS-2"
_ROOM = {GSM_7: (160, 153), UCS_2: (70, 67)}

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("^{}\\[~]|€")
_ALPHABET = _BASIC | _EXTENDED
_PLAIN = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−•‣·●▪", "-"),
    **dict.fromkeys("\t\v\f\u2028\u2029", " "),
    **{
        "…": "...",
        "×": "x",
        "⁄": "/",
        "‹": "<",
        "›": ">",
        "œ": "oe",
        "Œ": "OE",
        "ł": "l",
        "Ł": "L",
        "đ": "d",
        "Đ": "D",
    },
}
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff]")
_LINE_ENDS = re.compile(r"\r\n?|\u0085")
_LONE_MARKS = re.compile("(?<=[A-Za-z])[\u0300-\u036f]+")
_SENTENCE_END = re.compile(r"(?<![ap]\.m)[.!?][\"')]*\Z")


def normalised(text: str) -> str:
    """The text with GSM-7 characters where they mean the same; what has no equivalent stays."""
    composed = unicodedata.normalize("NFC", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text)))
    return _LONE_MARKS.sub("", "".join(map(_plain, composed)))


def _plain(character: str) -> str:
    if character in _ALPHABET:
        return character
    if character in _PLAIN:
        return _PLAIN[character]
    if unicodedata.category(character) == "Zs":
        return " "
    base = unicodedata.normalize("NFKD" if character.isalpha() else "NFD", character)
    letters = "".join(part for part in base if not unicodedata.combining(part))
    return letters if letters and _ALPHABET.issuperset(letters) else character


def septets(text: str) -> int | None:
    """Length of a text in GSM-7 septets, or None if it holds a character that GSM-7 lacks."""
    if not _ALPHABET.issuperset(text):
        return None
    return len(text) + sum(character in _EXTENDED for character in text)


def encoding(text: str) -> str:
    """GSM_7 or UCS_2."""
    return GSM_7 if _ALPHABET.issuperset(text) else UCS_2


def segments(text: str) -> int:
    """How many text messages a provider counts; 0 for an empty text."""
    kind = encoding(text)
    alone, part = _ROOM[kind]
    sizes = [_size(character, kind) for character in text]
    if sum(sizes) <= alone:
        return 1 if text else 0
    count, used = 1, 0
    for size in sizes:
        if used + size > part:
            count, used = count + 1, 0
        used += size
    return count


def _size(character: str, kind: str) -> int:
    if kind == GSM_7:
        return 2 if character in _EXTENDED else 1
    return 2 if ord(character) > 0xFFFF else 1


def split(text: str, limit_segments: int = 2, ending: str = "") -> tuple[str, str]:
    """As much of a text as fits, and the rest: together the whole text, up to blanks at its ends and at the cut.

    The cut is at the end of a sentence if one lies in the second half, else at a word, else between graphemes. Room is kept
    for an `ending` that is to be put behind the first part. Raises ValueError if not even one character would fit.
    """
    text = text.strip()
    if segments(text + ending) <= limit_segments:
        return text, ""
    pieces = _pieces(text, limit_segments, ending)
    most = _longest(pieces, limit_segments, ending)
    if not most:
        raise ValueError(f"No part of a text fits into {limit_segments} segments beside an ending of {len(ending)}.")
    cut = _cut(pieces, most)
    return "".join(pieces[:cut]).rstrip(), "".join(pieces[cut:]).lstrip()


def _graphemes(text: str) -> list[str]:
    import regex  # 2 MB, which the front desk's page does without until somebody texts from it

    found: list[str] = regex.findall(r"\X", text)
    return found


def shortened(text: str, most: int) -> str:
    """A text of at most `most` UTF-16 units, cut between graphemes where it is longer."""
    kept = ""
    for piece in _graphemes(text):
        if sum(_size(character, UCS_2) for character in kept + piece) > most:
            return kept.rstrip()
        kept += piece
    return kept


def _pieces(text: str, limit: int, ending: str) -> list[str]:
    """The text in graphemes; one that alone is too long (hundreds of marks on a letter) in characters."""
    found = []
    for piece in _graphemes(text):
        found += [piece] if segments(piece + ending) <= limit else list(piece)
    return found


def _longest(pieces: list[str], limit: int, ending: str) -> int:
    """How many pieces fit. A longer beginning never has fewer segments."""
    counts = range(1, len(pieces) + 1)
    return bisect_right(counts, limit, key=lambda count: segments("".join(pieces[:count]) + ending))


def _cut(pieces: list[str], most: int) -> int:
    blanks = [at for at in range(1, min(most + 1, len(pieces))) if pieces[at].isspace()]
    sentences = [at for at in blanks if at >= most // 2 and _ends_sentence(pieces, at)]
    return (sentences or blanks or [most])[-1]


def _ends_sentence(pieces: list[str], at: int) -> bool:
    return "\n" in pieces[at] or bool(_SENTENCE_END.search("".join(pieces[:at])))
