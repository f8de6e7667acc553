"""Plain texts by name, in English and in the languages of the packs: what is said without topic, source and buttons.

1. A group has its English texts beside the code that says them. A language has its own under the name of the group, in a file
   of its folder's `texts`.
2. What a language lacks is said in English. `check` names it (frontdesk/checks/languages.py).
"""

from collections.abc import Mapping
from functools import lru_cache

from ruamel.yaml import YAML

from frontdesk.language.packs import Pack, pack_of

Texts = Mapping[str, str]


@lru_cache(maxsize=8)
def _groups(pack: Pack) -> Mapping[str, Texts]:
    found: dict[str, Texts] = {}
    for file in pack.texts:
        content = YAML(typ="safe").load(file.read_text(encoding="utf-8")) or {}
        found |= {group: texts for group, texts in content.items() if group not in ("reviewed", "responses")}
    return found


class PlainTexts:
    """A group of texts."""

    def __init__(self, group: str, english: Texts) -> None:
        self.group = group
        self.english = english

    def of(self, pack: Pack) -> Texts:
        """The texts of a language, as they are written."""
        return _groups(pack).get(self.group) or {}

    def text(self, language: str, name: str, /, **values: str) -> str:
        """A text in a language, filled. Raises KeyError for a name that the group does not have."""
        pack = pack_of(language)
        own = self.of(pack).get(name) if pack else None
        return (own or self.english[name]).format_map(values)
