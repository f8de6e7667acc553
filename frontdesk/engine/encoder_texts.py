"""Prints the training phrasings as the encoder reads them: label, tab, written-out text, one a line.

1. Those on which thresholds are chosen (data/calibration) are left out: the encoder must not have seen them.
2. Everyday messages come again sentence by sentence, as the safety screen judges them: a sentence out of its story is no
   sign either.

python -m frontdesk.engine.encoder_texts > texts.tsv
"""

from frontdesk.content.phrasings import CALIBRATION, THEMES, phrasings
from frontdesk.language.pipeline import language
from frontdesk.language.segments import units

_EVERYDAY = "no_sign/everyday"
_FEWEST_WORDS = 4


def _lines() -> list[tuple[str, str]]:
    rows = list(phrasings(themes=[theme for theme in THEMES if theme != CALIBRATION]))
    lines, sentences = [], []
    for (label, _), doc in zip(rows, language().pipe(typed for _, typed in rows)):
        lines.append((label, doc.text.strip()))
        parts = units(doc) if label == _EVERYDAY else []
        if len(parts) > 1:
            sentences += [(label, part) for part in parts if len(part.split()) >= _FEWEST_WORDS]
    known = {text for _, text in lines}
    return lines + [line for line in dict.fromkeys(sentences) if line[1] not in known]


if __name__ == "__main__":
    for label, text in _lines():
        if text:
            print(f"{label}\t{' '.join(text.split())}")
