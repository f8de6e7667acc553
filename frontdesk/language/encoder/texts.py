"""Prints the training phrasings as the encoder reads them: label, tab, written-out text, one a line.

python -m frontdesk.language.encoder.texts > texts.tsv
"""

from frontdesk.language.spelling import written_out
from frontdesk.phrasings import phrasings

if __name__ == "__main__":
    for label, typed in phrasings():
        text = written_out(typed)
        if text:
            print(f"{label}\t{text}")
