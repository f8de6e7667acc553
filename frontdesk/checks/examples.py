"""What `check` says of the phrasings: are there enough for each topic and group, and does each belong to one topic?"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from frontdesk.content.topic_ids import SAFETY_GROUPS

FEWEST_PHRASINGS = 25
FEWEST_SIGNS = 25


def words_only(phrasing: str) -> str:
    """A phrasing in lower case without its marks, by which two are compared."""
    return " ".join(re.findall(r"\w+", phrasing.lower())) or phrasing


def problems(phrasings: Iterable[tuple[str, str]], topics: Iterable[str]) -> Iterator[str]:
    """Topics and safety groups with too few phrasings, and phrasings of more than one topic."""
    counts: dict[str, int] = defaultdict(int)
    owners: dict[str, set[str]] = defaultdict(set)
    for label, text in phrasings:
        counts[label] += 1
        if not label.startswith(("safety/", "no_sign/", "check_reply/", "feeling/")):
            owners[words_only(text)].add(label)
    for topic in topics:
        if counts[f"faq/{topic}"] < FEWEST_PHRASINGS:
            yield f"The topic `{topic}` has {counts[f'faq/{topic}']} phrasings. Write at least {FEWEST_PHRASINGS} in data/faq."
    for group in SAFETY_GROUPS:
        for label in (f"safety/{group}", f"no_sign/{group}"):
            if counts[label] < FEWEST_SIGNS:
                yield f"`{label}` has {counts[label]} phrasings. Write at least {FEWEST_SIGNS} in data/safety/{group}.yml."
    for text, labels in sorted(owners.items()):
        if len(labels) > 1:
            yield f"The phrasing “{text}” stands in {' and '.join(sorted(labels))}. Keep it in one of them."
