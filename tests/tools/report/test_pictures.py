"""Pictures are drawn from figures alone."""

import re
from xml.etree import ElementTree

import pytest

from frontdesk.tools.report.pictures import PicturesError, pictures_of
from tests.support.report_figures import FIGURES


def test_every_picture_is_an_svg_with_words_in_it() -> None:
    drawn = pictures_of(FIGURES)
    assert set(drawn) == {"risk", "calibration", "confusions", "groups", "probabilities", "robustness", "changes"}
    for name, picture in drawn.items():
        assert ElementTree.fromstring(picture).tag.endswith("svg"), name
        assert "<text" in picture, name
        assert not re.search(r"(?:href|src)=\"(?!#)", picture), name
    ids = [found for picture in drawn.values() for found in re.findall(r'<clipPath id="([^"]+)"', picture)]
    assert len(ids) == len(set(ids))


def test_what_there_are_no_figures_for_is_not_drawn() -> None:
    assert set(pictures_of({**FIGURES, "changes": [], "signs_by_group": {}, "risk": []})) == {
        "calibration",
        "confusions",
        "robustness",
    }


def test_figures_that_cannot_be_drawn_are_an_error() -> None:
    with pytest.raises(PicturesError):
        pictures_of({"risk": [{"coverage": "?"}]})
