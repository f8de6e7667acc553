"""Messages that hardly anybody sends, at random: the same for the same seed."""

import random
from collections.abc import Callable

from bench.load import questions

MOST = 1000  # characters that a message may have
_BLOCKS = (
    (0x0020, 0x007E), (0x00A0, 0x024F), (0x0300, 0x036F), (0x0370, 0x05FF), (0x0600, 0x06FF), (0x0900, 0x0DFF),
    (0x0E00, 0x0FFF), (0x1100, 0x11FF), (0x1E00, 0x20CF), (0x2100, 0x2BFF), (0x3040, 0x30FF), (0x4E00, 0x9FFF),
    (0xAC00, 0xD7A3), (0xE000, 0xF8FF), (0xF900, 0xFFFD), (0x10000, 0x1FFFF), (0x20000, 0x2FA1F), (0xE0000, 0xE0FFF),
    (0x100000, 0x10FFFF),
)  # fmt: skip
_CONTROLS = "\x00\x01\x07\x08\x0b\x0c\x1b\x1f\x7f\x85\xad\u200b\u200d\u200e\u2028\u2029\u2060\ufeff\ufff9\U000e0001"
_TURNING = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_DIGITS = "0123456789٠١٢٣٤٥٦٧٨٩०१२३٣۴۵๑๒၃๔⁰¹²³₄₅½⅔①②⑩Ⅻ㊿𝟘𝟙𝟚一二三百千"
_EMOJI = ("😀", "🤕", "👩‍⚕️", "👨‍👩‍👧‍👦", "🇨🇦", "👍🏽", "1️⃣", "❤️", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🦵", "💉", "\ufe0f", "\u200d")
_RIGHT_TO_LEFT = "هل هذا مؤلم كم يكلف موعد يوم الاثنين שלום כמה זה עולה האם זה כואב מתי אפשר".split()
_MARKUP = (
    "<script>alert(1)</script>", "<b>", "</p>", "&lt;", "&#0;", "<!--", "]]>", "{{7*7}}", "{0}", "{name}", "%s", "%(x)d",
    "${x}", "/restart", "/faq/cost_insurance", '/book{"phone":"1"}', "[knee](body)", '[x]{"entity":"y"}', "**bold**",
    "`code`", "\\", "\\u0000", "'; DROP TABLE turns;--", '" OR 1=1', "../../etc/passwd", "http://example.org/?a=b",
    "utter_faq", "null", "NaN", "-0", "1e309",
)  # fmt: skip
_COUNTED = (
    "in {} days", "{} weeks from now", "on the {}th", "{}/{}/{}", "{}-{}-{}", "at {}:{}", "between {} and {}",
    "after {} pm", "{} minutes", "my number is {}", "call me at {} {} {}", "+{}", "room {}", "i am {} years old", "{}h{}",
    "le {} decembre", "any day but the {}", "{}th of february", "not before {}", "every {} days", "half past {}",
    "{} o'clock", "ext {}", "{}@{}.org",
)  # fmt: skip
_SAID = (
    "i'd like to come in", "my name is Ana Example", "tuesday after 3", "sore shoulder", "no", "yes", "change the time",
    "cancel it", "for my daughter", "can a person call me", "chest pain", "what did i book", "delete everything about me",
    "STOP", "START", "1", "je voudrais un rendez-vous", "est-ce que ça fait mal", "parler à quelqu'un", "more",
    "my face is drooping",
)  # fmt: skip


def _symbol(chance: random.Random) -> str:
    return chr(chance.randint(*chance.choice(_BLOCKS)))


def _length(chance: random.Random) -> int:
    return min(MOST, int(chance.paretovariate(0.9) * 4))


def _symbols(chance: random.Random) -> str:
    return "".join(_symbol(chance) for _ in range(_length(chance)))


def _long_words(chance: random.Random) -> str:
    part = (
        "".join(_symbol(chance) for _ in range(chance.randint(1, 3)))
        if chance.random() < 0.5
        else chance.choice("aeé.?!,'-0")
    )
    return (part * MOST)[: chance.randint(1, MOST)]


def _emoji(chance: random.Random) -> str:
    return "".join(chance.choices((*_EMOJI, " ", "ok "), k=min(200, _length(chance))))


def _right_to_left(chance: random.Random) -> str:
    return " ".join(chance.choices((*_RIGHT_TO_LEFT, *_TURNING, "ok", "2pm"), k=min(100, _length(chance))))


def _controls(chance: random.Random) -> str:
    return _woven(chance, _phrasing(chance), _CONTROLS + _TURNING)


def _markup(chance: random.Random) -> str:
    return chance.choice(("", " ")).join(chance.choices((*_MARKUP, *_SAID), k=chance.randint(1, 12)))


def _number(chance: random.Random) -> str:
    return "".join(
        chance.choices(
            chance.choice(("0123456789", "0123456789", _DIGITS)), k=chance.choice((1, 1, 2, 2, 3, 4, 7, 10, 12, 40))
        )
    )


def _counted(chance: random.Random) -> str:
    said = " ".join(chance.choices(_COUNTED, k=chance.randint(1, 6)))
    return said.format(*(_number(chance) for _ in range(said.count("{}"))))


def _scripts(chance: random.Random) -> str:
    alike = str.maketrans(dict(zip("aeopcxysi", "аеорсхуѕі", strict=True)))
    return " ".join(word.translate(alike) if chance.random() < 0.4 else word for word in _phrasing(chance).split())


def _phrasing(chance: random.Random) -> str:
    return chance.choice(_PHRASINGS if chance.random() < 0.7 else _SAID)


def _woven(chance: random.Random, text: str, symbols: str) -> str:
    return "".join(letter + (chance.choice(symbols) if chance.random() < 0.2 else "") for letter in text)


def _mistyped(chance: random.Random) -> str:
    letters = list(" ".join(_phrasing(chance) for _ in range(chance.choice((1, 1, 1, 2, 3)))))
    for _ in range(chance.randint(0, 6)):
        at = chance.randrange(len(letters))
        letters[at : at + chance.randint(0, 2)] = chance.choices(
            "abcdefghijklmnopqrstuvwxyz ,.?!'\n", k=chance.randint(0, 2)
        )
        letters = letters or ["?"]
    text = "".join(letters)
    return chance.choice((str, str.upper, str.title, str.swapcase))(text)


def _ordinary(chance: random.Random) -> str:
    return _phrasing(chance)


def _unfit(chance: random.Random) -> str:
    return chance.choice(("", " \n\t", "\u200b" * 9, "\ud800", "ok \udfff", "a" * (MOST + 1), "ﷺ" * 500, "x" * 9_000))


_PHRASINGS = questions(5_000)
KINDS: dict[str, tuple[int, Callable[[random.Random], str]]] = {
    "any symbols": (10, _symbols),
    "long words and repetition": (6, _long_words),
    "emoji": (6, _emoji),
    "right to left": (6, _right_to_left),
    "control characters": (8, _controls),
    "markup and commands": (8, _markup),
    "numbers, dates, times": (16, _counted),
    "scripts that look alike": (6, _scripts),
    "real phrasings, mistyped": (22, _mistyped),
    "real phrasings": (10, _ordinary),
    "unfit: empty, broken, too long": (2, _unfit),
}


def made_up(chance: random.Random) -> tuple[str, str]:
    """A kind and a message of it."""
    kind = chance.choices(list(KINDS), [weight for weight, _ in KINDS.values()])[0]
    text = KINDS[kind][1](chance)
    return kind, text if kind.startswith("unfit") else text[:MOST]
