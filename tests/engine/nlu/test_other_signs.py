"""What comes of two screens for a message in another language than English."""

import pytest

from frontdesk.engine.nlu.other_signs import THRESHOLDS, OtherSigns
from frontdesk.engine.nlu.screening import Verdict

_SIGNS = OtherSigns({}, dict(zip(THRESHOLDS, (0.9, 0.7, 0.4, 0.2), strict=True)))
_SURE = Verdict("fracture", 0.99, doubtful=False)
_UNSURE = Verdict("fracture", 0.5, doubtful=True)


@pytest.mark.parametrize(
    ("group", "probability", "english", "tells", "expected"),
    [
        ("fracture", 0.95, None, True, Verdict("fracture", 0.95, doubtful=False)),
        ("fracture", 0.8, None, True, Verdict("fracture", 0.8, doubtful=True)),
        ("stroke", 0.8, None, True, Verdict("stroke", 0.8, doubtful=False)),  # minutes count
        ("fracture", 0.5, _SURE, True, _SURE),
        ("fracture", 0.1, _SURE, True, Verdict("fracture", 0.99, doubtful=True)),
        ("fracture", 0.3, _UNSURE, True, _UNSURE),
        ("fracture", 0.1, _UNSURE, True, None),
        ("fracture", 0.5, None, True, Verdict("fracture", 0.5, doubtful=True)),
        ("fracture", 0.5, None, False, None),  # a name or number within a conversation in the language
        ("fracture", 0.3, None, True, None),
    ],
)
def test_verdict(
    group: str, probability: float, english: Verdict | None, tells: bool, expected: Verdict | None
) -> None:
    assert _SIGNS.verdict((group, probability), english, tells) == expected
