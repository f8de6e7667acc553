"""Prints the training phrasings as the encoder reads them: label, tab, written-out text, one a line.

Those on which thresholds are chosen (data/calibration) are left out: the encoder must not have seen them.

python -m frontdesk.engine.encoder_texts > texts.tsv
"""

from frontdesk.content.phrasings import CALIBRATION, THEMES, phrasings
from frontdesk.language.spelling import written_out

if __name__ == "__main__":
    for label, typed in phrasings(themes=[theme for theme in THEMES if theme != CALIBRATION]):
        text = written_out(typed)
        if text:
            print(f"{label}\t{text}")
