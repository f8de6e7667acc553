"""Warning signs by words: the rules of `en/signs.yml` as spaCy phrase matchers.

1. Every phrase of every concept is looked for, by NORM.
2. A rule applies where one sentence has a match of each of its concepts within `WINDOW` words.
3. The shortest such stretch becomes a span of `doc.spans["signs"]`, labelled with the group. negspacy, which runs
   after this component, marks the spans that are denied.
"""

from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from ruamel.yaml import YAML
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span

SIGNS = "signs"
WINDOW = 12
_FILE = Path(__file__).parent / "en/signs.yml"


def expanded(phrase: str) -> list[str]:
    """The phrases that one shorthand stands for: "a|b c" -> "a c", "b c"."""
    return [" ".join(words) for words in product(*(word.split("|") for word in phrase.split()))]


def sign_words() -> frozenset[str]:
    """The words in which warning signs are described, without those that every message contains."""
    concepts = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))["concepts"].values()
    phrases = (variant for phrases in concepts for phrase in phrases for variant in expanded(phrase))
    return frozenset(word for phrase in phrases for word in phrase.split()) - STOP_WORDS


def _closest(matches: list[list[tuple[int, int]]]) -> tuple[int, int] | None:
    """The shortest stretch of words with one match of each concept, if it is within the window."""
    best: tuple[int, int] | None = None
    for chosen in product(*matches):
        start, end = min(s for s, _ in chosen), max(e for _, e in chosen)
        if end - start <= WINDOW and (best is None or end - start < best[1] - best[0]):
            best = (start, end)
    return best


class SignRules:
    """Sets `doc.spans["signs"]`."""

    def __init__(self, nlp: Language) -> None:
        data = YAML(typ="safe").load(_FILE.read_text(encoding="utf-8"))
        self._rules: list[tuple[str, list[str]]] = [
            (group, concepts) for group, rules in data["rules"].items() for concepts in rules
        ]
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        for concept, phrases in data["concepts"].items():
            variants = sorted({variant for phrase in phrases for variant in expanded(phrase)})
            self._matcher.add(concept, [nlp.make_doc(variant) for variant in variants])

    def __call__(self, doc: Doc) -> Doc:
        """Marks the signs of a message."""
        spans = [span for sentence in doc.sents for span in self._signs(sentence)]
        doc.spans[SIGNS] = spans
        return doc

    def _signs(self, sentence: Span) -> Iterator[Span]:
        found: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for concept, start, end in self._matcher(sentence):
            found[sentence.doc.vocab.strings[concept]].append((start, end))
        for group, concepts in self._rules:
            if all(concept in found for concept in concepts):
                stretch = _closest([found[concept] for concept in concepts])
                if stretch is not None:
                    yield Span(sentence.doc, *stretch, label=group)


@Language.factory("sign_rules")
def create_sign_rules(nlp: Language, name: str) -> SignRules:
    """The component as spaCy's config names it."""
    return SignRules(nlp)
