"""`overlap`: phrasings that stand too near to another topic."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from frontdesk.checks.overlap import Pair

_MOST = 20


def register(verbs: Any) -> None:
    """Add the verb."""
    parser = verbs.add_parser("overlap", help="list phrasings that stand too near to another topic")
    parser.add_argument("--topic", help="only what concerns this topic")
    parser.add_argument("--near", type=float, help="how similar two phrasings must be to be listed, up to 1")
    parser.add_argument("--most", type=int, default=_MOST, help="how many of each kind are listed")
    parser.add_argument("--json", action="store_true", help="as one JSON object, with all of them")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print both lists, the nearest first."""
    from frontdesk.checks import overlap

    found = overlap.topic_phrasings()
    if arguments.topic and arguments.topic not in {phrasing.topic for phrasing in found}:
        print(f"No phrasing belongs to a topic `{arguments.topic}`. It is probably misspelt.")
        return 2
    vectors = overlap.vectors_of([phrasing.text for phrasing in found])
    lists = {
        "phrasings of different topics": overlap.too_near(found, vectors, arguments.near or overlap.NEAR),
        "phrasings of calibration nearest to another topic": overlap.misplaced(found, vectors),
    }
    if arguments.topic:
        lists = {name: [pair for pair in pairs if pair.is_about(arguments.topic)] for name, pairs in lists.items()}
    if arguments.json:
        print(
            json.dumps({name: [_as_dict(pair) for pair in pairs] for name, pairs in lists.items()}, ensure_ascii=False)
        )
    else:
        print("\n".join(line for name, pairs in lists.items() for line in as_text(name, pairs, arguments.most)))
    return 0


def _as_dict(pair: "Pair") -> dict[str, Any]:
    return {
        "similarity": round(pair.similarity, 3),
        "topics": [pair.first.topic, pair.second.topic],
        "phrasings": [pair.first.text, pair.second.text],
    }


def as_text(name: str, pairs: "Sequence[Pair]", most: int) -> Iterator[str]:
    """One list for a person: how many there are between which topics, then the first of them."""
    yield f"{len(pairs)} {name}"
    between = Counter(" and ".join(sorted((pair.first.topic, pair.second.topic))) for pair in pairs)
    yield from (f"  {count:4}  {topics}" for topics, count in between.most_common(most))
    for pair in pairs[:most]:
        yield f"  {pair.similarity:.3f}  {pair.first.topic}: {pair.first.text}"
        yield f"         {pair.second.topic}: {pair.second.text}"
    yield ""
