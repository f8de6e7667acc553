"""Make the model of roles. A developer's job: python -m frontdesk.language.when.roles.fit

1. Messages are marked in marked/*.txt: what is [told] and what is {busy}; every other day or time is wished for.
2. What stands before a wish ("[we are back on the 8th], so ...") is put before other wishes too.
3. Words are known by the sentence encoder's vectors, cut down to their largest components.
"""

import argparse
import random
import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from frontdesk.language.folding import fold
from frontdesk.language.when.clauses import read_clauses
from frontdesk.language.when.opening import OpeningHours
from frontdesk.language.when.parts import Beside, Days, Mark, Times, Token
from frontdesk.language.when.roles import BUSY, DEPTH, FILE, FOLDER, ROLES, TAGGERS, TOLD, WINDOW, WISHED, Rows, Vocabulary
from frontdesk.language.when.words import meant_words, prepared

_WORDS_ALONE = 0.15  # how much a token counts that names no time
_DIMENSIONS, _WIDTH, _DROPOUT = 32, 48, 0.25
_ROUNDS, _BATCH, _RATE, _SEED = 8, 32, 0.004, 7
_SWAPPED = 2000  # messages made of two
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday")
_NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("America/Edmonton"))
_FRAME = OpeningHours(dict.fromkeys(_DAYS, ((time(8), time(18)),))).frame(_NOW, 60)
_PLAIN = 1500  # wishes put together from these
_SOME_DAYS = (
    "mon|tues|weds|thursday|friday|tomorrow|next week|the 3rd|the 15th|dec 8|this week|any day|mondays|weekdays|monday the 7th|"
    "today|the week after next|the 22nd or 23rd|next tuesday|the end of the month|january|a tuesday|the 12th to the 16th|"
    "starting the 5th|before the 20th|from the 9th on|the 1st of december onward|any night|in two weeks|the last week of november"
).split("|")
_SOME_HOURS = (
    "9|at 2|10:00|in the morning|after 3|before noon|1 to 3|around 11|at half past two|afternoon|8 pm|lunch|after school|early|"
    "evenings|any time|between 10 and 12|from 1:30|not before 10|at 16:00|late in the day|after work|first thing|2 or later"
).split("|")
_BEFORE_A_WISH = (
    "||||||can u do |how about |could i come |is there anything |ideally |please |i'd like |i can do |do you have |i'm free |"
    "i could make |hi, |let's say |what about |either |anything |i want |i need |is someone there |book me |put me down for |"
    "i'd prefer |kindly reserve |as late as you go, |only |prolly |for my son, |my knee is sore, |new patient here, "
).split("|")
_AFTER_A_WISH = "||||||.|?| please| works| is best| if possible| thanks| would be great| is fine| suits me|, whatever you have".split("|")
_LEAD = re.compile(r"((?:[{\[][^{}\[\]]*[}\]][,.;]? *(?:and |but |so )?){1,2})(.+)")
_OPENING = {"{": BUSY, "[": TOLD}


def unmarked(line: str) -> tuple[str, list[str]]:
    """A message without its marks, and the role of each character."""
    text, roles, open_ = [], [], [WISHED]
    for character in line:
        if character in "{[":
            open_.append(_OPENING[character])
        elif character in "}]":
            open_.pop()
        else:
            text.append(character)
            roles.append(open_[-1])
    return "".join(text), roles


def _aligned(text: str) -> list[tuple[int, int] | None]:
    """Where each word of the prepared text comes from."""
    written = [(word, *place) for token, place in meant_words(fold(text).lower()) for word in token.split()]
    words = prepared(text).split()
    found: list[tuple[int, int] | None] = [None] * len(words)
    matcher = SequenceMatcher(None, [word for word, *_ in written], words, autojunk=False)
    for how, first, last, start, end in matcher.get_opcodes():
        for n in range(start, end) if how in ("equal", "replace") else ():
            a, b = (first + n - start,) * 2 if how == "equal" else (first, last - 1)
            found[n] = (written[a][1], written[b][2])
    return found


def labelled(line: str) -> tuple[list[Token], list[bool], list[str]]:
    """The tokens of a marked message, whether a clause begins with each, and their roles."""
    text, roles = unmarked(line)
    places = _aligned(text)
    tokens: list[Token] = []
    begins: list[bool] = []
    found: list[str] = []
    word = 0
    for clause, read in read_clauses(prepared(text), _FRAME):
        for at, (token, start, end) in enumerate(read):
            first = word + clause[:start].count(" ")
            known = [place for place in places[first : first + len(clause[start:end].split())] if place]
            of_token = [role for place in known for role in roles[slice(*place)]]
            tokens.append(token)
            begins.append(not at)
            found.append(max(set(of_token), key=of_token.count) if of_token else (found[-1] if found else WISHED))
        word += len(clause.split())
    return tokens, begins, found


def lines() -> list[str]:
    """All marked messages."""
    return [line for file in sorted((FOLDER / "marked").glob("*.txt")) for line in file.read_text().splitlines() if line]


def swapped(of: Sequence[str], number: int) -> Iterator[str]:
    """Messages made of what one tells first and another wishes."""
    chance = random.Random(_SEED)
    parts = [(found[1], found[2]) for line in of if (found := _LEAD.fullmatch(line))]
    for _ in range(number):
        lead, wish = chance.choice(parts)[0], chance.choice(parts)[1]
        if chance.random() < 0.3:
            lead = f"{chance.choice(parts)[0].rstrip(' ,so')}{chance.choice(['. ', ', ', ' and '])}{lead}"
        if chance.random() < 0.2:
            lead = lead.replace(",", "")
        yield f"{lead.strip()} {wish.removeprefix('so ') if chance.random() < 0.2 else wish}"


def plain_wishes(number: int) -> Iterator[str]:
    """Wishes that tell nothing, in a row: "could i do mon 9, tues 11 or weds 2"."""
    chance = random.Random(_SEED)
    for _ in range(number):
        named = [_named(chance) for _ in range(chance.choice((1, 1, 2, 2, 3, 4)))]
        *first, last = named
        listed = f"{chance.choice((', ', ' ', ' or ', ', ')).join(first)}{chance.choice((' or ', ', ', ' and '))}{last}"
        yield f"{chance.choice(_BEFORE_A_WISH)}{listed if first else last}{chance.choice(_AFTER_A_WISH)}"


def _named(chance: random.Random) -> str:
    day, hour = chance.choice(_SOME_DAYS), chance.choice(_SOME_HOURS)
    return chance.choice((day, day, f"{day} {hour}", f"{hour} {day}", hour, f"not {hour}", f"{{not {day}}}"))


def word_vectors(of: Sequence[str]) -> dict[str, npt.NDArray[Any]]:
    """The words that are known and their vectors in eight bits."""
    from frontdesk.language.encoder import sentence_encoder
    from frontdesk.language.spelling.lexicon import Lexicon

    encoder = sentence_encoder()
    known = {*Lexicon().meant, *encoder.whole_words(), *re.findall("[a-z]+", " ".join(of).lower().replace("'", ""))}
    words = sorted({word.replace("'", "") for word in known if re.fullmatch("[a-z']{1,20}", word)})
    full = np.stack([encoder.words(word).vectors.mean(axis=0) for word in words]).astype(np.float32)
    full -= full.mean(axis=0)
    _, _, components = np.linalg.svd(full[::3], full_matrices=False)
    cut = full @ components[:_DIMENSIONS].T
    scaled = np.clip(cut / cut.std(axis=0), -4, 4) / 4 * 127
    return {
        "words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        "vectors": np.rint(scaled).astype(np.int8),
    }


def _counts(token: Token) -> float:
    named = isinstance(token, Days | Times | Beside) or token.kind in ("any", "soon")
    return 1.0 if named else _WORDS_ALONE


def fit(examples: Sequence[tuple[Rows, Rows, Rows]], seed: int) -> dict[str, npt.NDArray[Any]]:
    """The weights learnt from messages: a row of features for each token, its role, and how much it counts."""
    from thinc.api import (
        Adam,
        Maxout,
        Softmax,
        chain,
        clone,
        expand_window,
        fix_random_seed,
        residual,
        with_array,
    )

    fix_random_seed(seed)
    chance = np.random.default_rng(seed)
    mixed = Maxout(_WIDTH, normalize=True, dropout=_DROPOUT)
    seen = residual(chain(expand_window(WINDOW), Maxout(_WIDTH, normalize=True, dropout=_DROPOUT)))
    model: Any = with_array(chain(mixed, clone(seen, DEPTH), Softmax(len(ROLES))), pad=WINDOW * DEPTH)
    model.initialize([examples[0][0]], [examples[0][1]])
    rate = Adam(_RATE, L2=1e-5)
    steps, step = _ROUNDS * (len(examples) // _BATCH + 1), 0
    for _ in range(_ROUNDS):
        order = chance.permutation(len(examples))
        for at in range(0, len(order), _BATCH):
            batch = [examples[n] for n in order[at : at + _BATCH]]
            step += 1
            rate.learn_rate = _RATE * min(1, step / (0.1 * steps)) * (1 - step / (steps + 1))
            likely, backward = model.begin_update([x for x, _, _ in batch])
            backward([((p - y) * w[:, None] / _BATCH).astype(np.float32) for p, (_, y, w) in zip(likely, batch)])
            model.finish_update(rate)
    return _weights(model)


def _weights(model: Any) -> dict[str, npt.NDArray[Any]]:
    layers = [node for node in model.walk() if node.name == "maxout"]
    norms = [node for node in model.walk() if node.name == "layernorm"]
    (out,) = (node for node in model.walk() if node.name == "softmax")
    found = {"w_out": out.get_param("W"), "b_out": out.get_param("b")}
    for n, (layer, norm) in enumerate(zip(layers, norms)):
        found |= {f"w{n}": layer.get_param("W"), f"b{n}": layer.get_param("b")}
        found |= {f"scale{n}": norm.get_param("G"), f"shift{n}": norm.get_param("b")}
    return {name: np.asarray(array, dtype=np.float16) for name, array in found.items()}


def examples(of: Sequence[str], vocabulary: Vocabulary) -> list[tuple[Rows, Rows, Rows]]:
    """What to learn from marked messages: of each token a row of features, its role, and how much it counts."""
    found = []
    for tokens, begins, roles in map(labelled, of):
        if tokens:
            of_roles = np.array([[float(role == each) for each in ROLES] for role in roles], dtype=np.float32)
            counts = np.array([_counts(token) for token in tokens], dtype=np.float32)
            found.append((vocabulary.features(tokens, begins), of_roles, counts))
    return found


def made(of: Sequence[str], vectors: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """All that a model holds that learns from marked messages."""
    found = examples([*of, *swapped(of, _SWAPPED), *plain_wishes(_PLAIN)], Vocabulary(**vectors))
    learnt = {f"{n}/{name}": array for n in range(TAGGERS) for name, array in fit(found, seed=n).items()}
    return vectors | learnt


def _main() -> None:
    argparse.ArgumentParser(description=__doc__).parse_args()
    of = lines()
    np.savez_compressed(FILE, **made(of, word_vectors(of)))


if __name__ == "__main__":
    _main()
