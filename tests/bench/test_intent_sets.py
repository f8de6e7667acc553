"""Public data sets are read by the form of their files."""

import json
from pathlib import Path

import pytest

from bench.intent_sets import UnknownFormatError, sets_in
from frontdesk.content.topic_ids import OUT_OF_SCOPE


def test_csv_files_as_in_hint3(tmp_path: Path) -> None:
    (tmp_path / "shop_train.csv").write_text('sentence,label\n"a, b",COST\n', encoding="utf-8")
    (tmp_path / "shop_test.csv").write_text("sentence,label\nc,COST\nhy,NO_NODES_DETECTED\n", encoding="utf-8")
    (found,) = sets_in(tmp_path)
    assert found.name == "shop"
    assert found.train == [("a, b", "COST")]
    assert found.test == [("c", "COST"), ("hy", OUT_OF_SCOPE)]
    assert not found.has_outliers


def test_lines_as_in_banking77(tmp_path: Path) -> None:
    for folder in ("train_10", "test"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "seq.in").write_text("a\nb\n", encoding="utf-8")
        (tmp_path / folder / "label").write_text("x\noos\n", encoding="utf-8")
    (found,) = sets_in(tmp_path)
    assert found.train == [("a", "x"), ("b", OUT_OF_SCOPE)]
    assert found.has_outliers


def test_json_as_in_clinc150(tmp_path: Path) -> None:
    file = tmp_path / "data_full.json"
    content = {
        "train": [["a", "x"]],
        "val": [],
        "test": [["b", "x"]],
        "oos_train": [["c", "oos"]],
        "oos_test": [["d", "oos"]],
    }
    file.write_text(json.dumps(content), encoding="utf-8")
    (found,) = sets_in(file)
    assert found.train == [("a", "x"), ("c", OUT_OF_SCOPE)]
    assert found.test == [("b", "x"), ("d", OUT_OF_SCOPE)]


@pytest.mark.parametrize("text", ["[]", "{}"])
def test_anything_else_is_said_to_be_unknown(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(text, encoding="utf-8")
    with pytest.raises(UnknownFormatError, match=r"a\.json"):
        sets_in(tmp_path / "a.json")
    with pytest.raises(UnknownFormatError, match="holds no data set"):
        sets_in(tmp_path)
