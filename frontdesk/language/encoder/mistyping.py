"""Slips of the fingers, for adapting the encoders. A developer's job, not part of running Frontdesk."""

import random
import string


def mistyped(text: str) -> str:
    """A text with a letter swapped, left out, doubled or mistaken, about one in forty."""
    letters = list(text)
    for _ in range(1 + len(letters) // 40):
        at = random.randrange(max(1, len(letters) - 1))
        if at + 1 < len(letters) and letters[at].isalpha() and letters[at + 1].isalpha():
            pair = letters[at : at + 2]
            mistaken = random.choice(string.ascii_lowercase)
            letters[at : at + 2] = random.choice([pair[::-1], pair[:1], [pair[0], *pair], [mistaken, pair[1]]])
    return "".join(letters)
