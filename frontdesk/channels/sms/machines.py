"""What phones text of their own accord when somebody holds a finger on a message: Liked “…”, Reacted … to “…”, A aimé « … »."""

import re
import unicodedata
from functools import lru_cache

from frontdesk.language.packs import languages

# Picture signs that may tell of an emergency.
_ALARMING = frozenset("\N{SQUARED SOS}\N{AMBULANCE}\N{DROP OF BLOOD}\N{POLICE CARS REVOLVING LIGHT}\N{BROKEN HEART}")
_BESIDE_SIGNS = frozenset("\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}")
_QUOTED = r"[“\"«„].*[”\"»“]"


def is_reaction(text: str) -> bool:
    """Whether a phone reports that somebody reacted to a message."""
    return _reaction().fullmatch(text.strip()) is not None


def is_sign_alone(text: str) -> bool:
    """Whether a text is nothing but picture signs, and none that may tell of an emergency: a laugh, a heart, a skull."""
    signs = [character for character in text if not character.isspace() and character not in _BESIDE_SIGNS]
    return (
        bool(signs)
        and _ALARMING.isdisjoint(signs)
        and all(unicodedata.category(sign) in ("So", "Sk") for sign in signs)
    )


@lru_cache(maxsize=1)
def _reaction() -> re.Pattern[str]:
    did, article, thing = map(_in_any_language, ("did", "article", "thing"))
    return re.compile(rf"{did}\s+(?:{_QUOTED}|{article}\s?{thing}\.?)", re.DOTALL | re.IGNORECASE)


def _in_any_language(part: str) -> str:
    found = (pack.settings.get("reactions") or {} for pack in languages().values())
    return f"(?:{'|'.join(reactions[part] for reactions in found if part in reactions)})"
