"""The widget stays small: clinics put it on every page."""

import gzip

from tests.support.server import ROOT

MOST_BYTES = 12 * 1024


def test_the_widget_takes_at_most_twelve_kilobytes_compressed() -> None:
    source = (ROOT / "frontdesk/web/frontdesk.js").read_bytes()

    assert len(gzip.compress(source, 9)) <= MOST_BYTES
