"""Inner layers of the sentence encoder."""

import numpy as np

from frontdesk.language.encoder import FOLDER, SHA256, SentenceEncoder, sentence_encoder
from frontdesk.language.encoder.exposing import exposing


def test_a_model_that_gives_inner_layers_gives_the_same_sentence_vectors() -> None:
    model, tokenizer = ((FOLDER / name).read_bytes() for name in SHA256)
    more = SentenceEncoder(exposing(model, ["/bert/embeddings/LayerNorm/LayerNormalization_output_0"]), tokenizer)
    texts = ["does it hurt", "sore knee since monday"]
    assert np.array_equal(more.encode(texts), sentence_encoder().encode(texts))


def test_every_word_has_its_place_and_a_row_of_numbers() -> None:
    text = "Hi, it's O'Brien: 780-555"
    found = sentence_encoder().words(text)
    assert [text[start:end] for start, end in found.places] == [
        "Hi", ",", "it", "'", "s", "O", "'", "Brien", ":", "780", "-", "555",
    ]  # fmt: skip
    assert found.vectors.shape == (12, 768)


def test_an_empty_text_has_no_words() -> None:
    found = sentence_encoder().words("")
    assert found.places == ()
    assert found.vectors.shape == (0, 768)
