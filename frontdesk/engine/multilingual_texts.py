"""Prints the training phrasings of all languages as the multilingual encoder reads them: language, label, text, by tabs.

Those on which thresholds are chosen (data/calibration) are left out: the encoder must not have seen them.

python -m frontdesk.engine.multilingual_texts > texts.tsv
"""

from collections.abc import Iterator

from frontdesk.content.phrasings import CALIBRATION, THEMES, phrasings
from frontdesk.engine.nlu.readers import labelled, plain
from frontdesk.language.packs import ENGLISH, packs
from frontdesk.language.recognition import prepare


def _lines() -> Iterator[tuple[str, str, str]]:
    shared = list(phrasings(themes=[theme for theme in THEMES if theme != CALIBRATION]))
    others = {code: labelled(pack, shared) for code, pack in packs().items()}
    known = {item for items in others.values() for item in items}
    for code, items in others.items():
        yield from ((code, label, text) for label, text in items)
    yield from ((ENGLISH, label, text) for label, text in shared if (label, text) not in known)


if __name__ == "__main__":
    prepare()
    for language, label, text in _lines():
        print(f"{language}\t{label}\t{' '.join(plain(text).split())}")
