"""Phrases in which patients say when they can come, against what a careful receptionist understands.

    python -m bench.when [--wrong] [FILE]

Without a file the 410 phrases that the reader was last worked on with; a set that nobody has looked at is named by its file.
Prints how many are understood rightly, asked back about, and understood wrongly; with `--wrong` those that are not right.
"""

import argparse
from collections import Counter
from pathlib import Path

from tests.support.wishes import RIGHT, judged, phrases, reading

DEVELOPMENT = Path("tests/evaluation/times/phrases.yml")


def main() -> None:
    """Judge a file of phrases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, default=DEVELOPMENT)
    parser.add_argument("--wrong", action="store_true", help="print what is not right; never of an unseen file")
    chosen = parser.parse_args()
    items = phrases(chosen.file)
    outcomes = Counter(judged(item) for item in items)
    print(", ".join(f"{outcome} {count} ({count / len(items):.1%})" for outcome, count in outcomes.most_common()))
    for item in items if chosen.wrong else ():
        if (outcome := judged(item)) != RIGHT:
            when = reading(item)
            said = when and (when.problem or when.text)
            print(f"{outcome}: {item['now'][:16]} {item['say']!r} -> {said}\n    {item.get('windows')}")


if __name__ == "__main__":
    main()
