"""What phones text of their own accord when somebody holds a finger on a message: Liked “…”, Reacted … to “…”, A aimé « … »."""

import re
from functools import lru_cache

from frontdesk.language.packs import languages

_QUOTED = r"[“\"«„].*[”\"»“]"


def is_reaction(text: str) -> bool:
    """Whether a phone reports that somebody reacted to a message."""
    return _reaction().fullmatch(text.strip()) is not None


@lru_cache(maxsize=1)
def _reaction() -> re.Pattern[str]:
    did, article, thing = map(_in_any_language, ("did", "article", "thing"))
    return re.compile(rf"{did}\s+(?:{_QUOTED}|{article}\s?{thing}\.?)", re.DOTALL | re.IGNORECASE)


def _in_any_language(part: str) -> str:
    found = (pack.settings.get("reactions") or {} for pack in languages().values())
    return f"(?:{'|'.join(reactions[part] for reactions in found if part in reactions)})"
