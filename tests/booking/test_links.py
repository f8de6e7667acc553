"""Links by which a patient cancels or accepts without signing in."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import time_machine

from frontdesk.booking.links import ACCEPT, CANCEL, LinkError, Links
from tests.messaging.samples import BOOKED, NAME

OLD, NEW = "an-old-secret-0123456789-0123456789", "a-new-secret-0123456789-0123456789"
URL = "https://chat.example.org"
NOW = datetime(2026, 12, 1, 12, 0, tzinfo=timezone.utc)
LINKS = Links([NEW], URL, offer_minutes=120)


def token(links: Links = LINKS, purpose: str = CANCEL) -> str:
    url = links.url(BOOKED, purpose)
    assert url is not None
    start, _, found = url.rpartition("/")
    assert start == f"{URL}/booking/{purpose}"
    return found


def test_a_link_stands_for_an_appointment_and_its_version() -> None:
    assert LINKS.read(token(), CANCEL) == (BOOKED.id, BOOKED.version)
    assert NAME not in token()


@pytest.mark.parametrize(("purpose", "lifetime"), [(CANCEL, timedelta(days=60)), (ACCEPT, timedelta(minutes=120))])
def test_a_link_expires(purpose: str, lifetime: timedelta) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        made = token(purpose=purpose)
        clock.shift(lifetime)
        assert LINKS.read(made, purpose)
        clock.shift(1)
        with pytest.raises(LinkError):
            LINKS.read(made, purpose)


def test_a_link_is_good_for_its_purpose_alone() -> None:
    for purpose, other in ((CANCEL, ACCEPT), (ACCEPT, CANCEL), (CANCEL, "steal")):
        with pytest.raises(LinkError):
            LINKS.read(token(purpose=purpose), other)


def test_any_change_to_a_link_makes_it_worthless() -> None:
    made = token()
    forged = [made[:place] + ("A" if made[place] != "A" else "B") + made[place + 1 :] for place in range(len(made) - 1)]
    for text in [*forged, "", ".", "..", made + ".", made[:-2], "é", "\x00"]:
        with pytest.raises(LinkError):
            LINKS.read(text, CANCEL)


def test_the_newest_secret_signs_and_older_ones_are_accepted_until_they_are_removed() -> None:
    rotated = Links([NEW, OLD], URL, offer_minutes=120)
    assert rotated.read(token(Links([OLD], URL, offer_minutes=120)), CANCEL)
    assert LINKS.read(token(rotated), CANCEL)
    with pytest.raises(LinkError):
        LINKS.read(token(Links([OLD], URL, offer_minutes=120)), CANCEL)


def test_two_versions_of_an_appointment_have_two_links() -> None:
    newer = LINKS.url(replace(BOOKED, version=3), CANCEL)
    assert newer is not None
    assert LINKS.read(newer.rpartition("/")[2], CANCEL) == (BOOKED.id, 3)


def test_without_a_public_address_there_is_no_link() -> None:
    assert Links([NEW], None, offer_minutes=120).url(BOOKED, CANCEL) is None
