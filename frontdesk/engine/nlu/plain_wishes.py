"""What a message wants whose wish is plain from a few words (`plain_wishes.yml`), where it was not understood as a whole."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from ruamel.yaml import YAML

from frontdesk.engine.nlu.matching import Match
from frontdesk.engine.nlu.parse_data import CLARIFY, FALLBACK

_FILE = Path(__file__).parent / "plain_wishes.yml"
_UNCLEAR = "unclear"
# What goes on with a message that has just been passed on: "actually make that 20".
_GOES_ON = re.compile(
    r"\W*(?:(?:no|oh|sorry|oops|wait|well)\W+)*(?:actually|make (?:it|that)|i mean|i meant|also|plus|and|ps|so)\b"
)


@dataclass(frozen=True)
class _Kind:
    says: re.Pattern[str]
    instead_of: Collection[str]
    means: str


@lru_cache(maxsize=1)
def _kinds() -> tuple[_Kind, ...]:
    read = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8")).values()
    return tuple(_Kind(re.compile("|".join(kind["says"])), kind["instead_of"], kind["means"]) for kind in read)


def plainly_meant(match: Match, *texts: str) -> Match:
    """The match, or what the message plainly wants instead. `texts`: its forms, as typed and written out."""
    taken_for = _UNCLEAR if match.intent in (FALLBACK, CLARIFY) else match.intent
    forms = [text.lower().replace("’", "'") for text in texts]
    fitting = (kind for kind in _kinds() if taken_for in kind.instead_of and any(map(kind.says.search, forms)))
    kind = next(fitting, None)
    return Match(kind.means, match.confidence, match.ranking) if kind and kind.means != match.intent else match


def goes_on_with_message(match: Match, text: str) -> bool:
    """Whether a message that was not understood goes on with one that has just been passed on."""
    return match.intent in (FALLBACK, CLARIFY) and bool(_GOES_ON.match(text.lower()))
