"""The spaCy pipeline: one pass over a message gives words, sentences, a sentence vector, clinical terms and negation.

1. The tokenizer writes the text out as it was probably meant (frontdesk/language/spelling.py) and splits that as spaCy
   does for English. Spans therefore refer to `doc.text`, not to what was typed.
2. `sentencizer` sets sentence boundaries.
3. `clinical_terms` marks body parts, conditions, symptoms, medicines, cautions and insurers as entities.
4. `sign_rules` marks warning signs as spans (frontdesk/language/sign_rules.py).
5. `negex` (negspacy) marks which of both are denied: `ent._.negex`, `span._.negex`.
6. `sentence_vector` puts the vector of the whole text in `doc._.sentence_vector`.

Built in code by `build()`; the folder `pipeline/` beside this file is what `build()` writes and what Rasa's SpacyNLP and
everything else loads.
"""

import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any

import spacy
from negspacy.negation import Negex
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import filter_spans, minibatch, registry
from spacy.vocab import Vocab

from frontdesk.language.encoder import Vectors, sentence_encoder
from frontdesk.language.sign_rules import SIGNS
from frontdesk.language.spelling import written_out
from frontdesk.language.terms import terms, words_of

FOLDER = Path(__file__).parent / "pipeline"
TERMS = "terms"
_KEPT_VECTORS = 512

NEGEX = Negex.__module__  # importing negspacy registers its factory, "negex"

if not Doc.has_extension("sentence_vector"):
    Doc.set_extension("sentence_vector", default=None)

# What denies a term in a patient's words; negspacy's clinical list is made for doctors' notes.
NEGATION = {
    "pseudo_negations": ["not only", "no longer able", "not sure", "can not be sure", "no idea", "not just", "no relief"],
    "preceding_negations": [
        "no", "not", "never", "without", "n't", "nt", "denies", "deny", "no sign of", "no signs of", "neither", "nor",
        "none of",
        "free of", "never had", "instead of", "rather than", "pas de", "pas", "sans", "aucun", "aucune", "jamais",
    ],
    "following_negations": [
        "is gone", "went away", "has gone", "ruled out", "was negative", "is fine", "are fine", "negative",
    ],
    "termination": [
        "but", "however", "although", "though", "except", "because", "since", "yet", "still", "then", "which", "mais",
    ],
}  # fmt: skip


class PatientTokenizer:
    """spaCy's English tokenizer over the text as it was probably meant: `doc.text` is the written-out text."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        english = spacy.blank("en", vocab=vocab)
        self._split = english.tokenizer

    def __call__(self, text: str) -> Doc:
        """The words of a text."""
        doc: Doc = self._split(written_out(text))
        return doc

    def pipe(self, texts: Any) -> Any:
        """Docs for texts, one by one."""
        for text in texts:
            yield self(text)

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to store: the tokenizer is code."""
        return b""

    def from_bytes(self, _data: bytes, **_: Any) -> "PatientTokenizer":
        """Nothing to read."""
        return self

    def to_disk(self, _path: Path, **_: Any) -> None:
        """Nothing to store."""

    def from_disk(self, _path: Path, **_: Any) -> "PatientTokenizer":
        """Nothing to read."""
        return self


@registry.tokenizers("frontdesk.PatientTokenizer.v1")
def create_tokenizer() -> Any:
    """The tokenizer as spaCy's config names it."""
    return lambda nlp: PatientTokenizer(nlp.vocab)


class ClinicalTerms:
    """Marks the words of `en/terms.yml` as entities of their kind (BODY_PART, CONDITION, ...); `ent.kb_id_` is the term."""

    def __init__(self, nlp: Language) -> None:
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._kinds: dict[int, tuple[str, str]] = {}
        for kind in terms():
            for word, term in words_of(kind).items():
                self._matcher.add(f"{kind} {term}", [nlp.make_doc(word)])
                self._kinds[nlp.vocab.strings.add(f"{kind} {term}")] = (kind, term)
            for text in (kind, *terms()[kind]):
                nlp.vocab.strings.add(text)

    def __call__(self, doc: Doc) -> Doc:
        """Sets `doc.ents`, and the same as `doc.spans["terms"]`, where negspacy reads them beside the signs."""
        doc.ents = filter_spans([self._span(doc, *found) for found in self._matcher(doc)])
        doc.spans[TERMS] = list(doc.ents)
        return doc

    def _span(self, doc: Doc, key: int, start: int, end: int) -> Span:
        kind, term = self._kinds[key]
        return Span(doc, start, end, label=kind, kb_id=term)


@Language.factory("clinical_terms")
def create_clinical_terms(nlp: Language, name: str) -> ClinicalTerms:
    """The component as spaCy's config names it."""
    return ClinicalTerms(nlp)


@lru_cache(maxsize=_KEPT_VECTORS)
def vector(text: str) -> Vectors:
    """The vector of a text, shape (384,). The newest are kept: a message is screened, then read, and so are its parts."""
    encoded: Vectors = sentence_encoder().encode([text])[0]
    return encoded


class SentenceVector:
    """Sets `doc._.sentence_vector`: 384 floats, unit length."""

    def __call__(self, doc: Doc) -> Doc:
        """The vector of one message."""
        doc._.sentence_vector = vector(doc.text)
        return doc

    def pipe(self, stream: Iterable[Doc], batch_size: int) -> Iterator[Doc]:
        """The vectors of many, on all cores: the encoder runs outside Python's lock."""
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            for batch in minibatch(stream, batch_size):  # type: ignore[no-untyped-call]
                yield from pool.map(self, batch)


def vector_of(doc: Doc, part: str) -> Vectors:
    """The vector of a part of a message."""
    if part == doc.text:
        whole: Vectors = doc._.sentence_vector
        return whole
    return vector(part)


def part_of(doc: Doc, part: str) -> Doc | None:
    """The end of a message as a message of its own; None if no word begins there."""
    start = next((token.i for token in doc if token.idx >= len(doc.text) - len(part)), None)
    if start is None:
        return None
    own = doc[start:].as_doc()
    own._.sentence_vector = vector(own.text)
    return own


@Language.factory("sentence_vector")
def create_sentence_vector(nlp: Language, name: str) -> SentenceVector:
    """The component as spaCy's config names it."""
    return SentenceVector()


def build() -> Language:
    """The pipeline, made from scratch."""
    nlp = spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "frontdesk.PatientTokenizer.v1"}}})
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("clinical_terms")
    nlp.add_pipe("sign_rules")
    nlp.add_pipe("negex", config={"neg_termset": NEGATION, "span_keys": [SIGNS, TERMS]})
    nlp.add_pipe("sentence_vector")
    nlp.meta["name"] = "frontdesk"
    nlp.meta["description"] = "Patients' messages to a physiotherapy clinic"
    return nlp


@lru_cache(maxsize=1)
def language() -> Language:
    """The pipeline as shipped, loaded once a process."""
    return spacy.load(FOLDER)
