"""Links by which a patient cancels or accepts without signing in."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import time_machine
from hypothesis import assume, example, given
from hypothesis import strategies as st
from itsdangerous import Signer, TimestampSigner, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from frontdesk.appointments.action_links import ACCEPT, CANCEL, LinkError, Links
from frontdesk.settings.clinic import read_clinic
from frontdesk.storage.crypto import derived_key
from tests.support.samples import BOOKED, NAME
from tests.support.server import ROOT

OLD, NEW = "an-old-secret-0123456789-0123456789", "a-new-secret-0123456789-0123456789"
URL = "https://chat.example.org"
NOW = datetime(2026, 12, 1, 19, 0, tzinfo=timezone.utc)
CLINIC = read_clinic(ROOT / "tests/conversations/booking/slots.clinic")
LINKS = Links([NEW], URL, CLINIC)


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


def test_a_link_of_a_machine_whose_clock_is_a_little_ahead_is_good_at_once() -> None:
    with time_machine.travel(NOW + timedelta(seconds=50), tick=False):
        made = token()
    with time_machine.travel(NOW, tick=False):
        assert LINKS.read(made, CANCEL) == (BOOKED.id, BOOKED.version)


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
    rotated = Links([NEW, OLD], URL, CLINIC)
    assert rotated.read(token(Links([OLD], URL, CLINIC)), CANCEL)
    assert LINKS.read(token(rotated), CANCEL)
    with pytest.raises(LinkError):
        LINKS.read(token(Links([OLD], URL, CLINIC)), CANCEL)


def test_two_versions_of_an_appointment_have_two_links() -> None:
    newer = LINKS.url(replace(BOOKED, version=3), CANCEL)
    assert newer is not None
    assert LINKS.read(newer.rpartition("/")[2], CANCEL) == (BOOKED.id, 3)


def test_without_a_public_address_there_is_no_link() -> None:
    assert Links([NEW], None, CLINIC).url(BOOKED, CANCEL) is None


_KEY = derived_key(NEW, "appointment-link")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)


@given(payload=_JSON | st.tuples(_JSON | st.just(BOOKED.id), _JSON))
@example(payload=[BOOKED.id, True])
@example(payload=[BOOKED.id, "2"])
@example(payload=[BOOKED.id, 2.0])
@example(payload=[BOOKED.id, 2, 2])
@example(payload=["a" * 31 + "\0", 2])
@example(payload={BOOKED.id: 1, "version": 2})
def test_what_is_no_appointment_is_no_link_even_if_signed(payload: object) -> None:
    assume(not (isinstance(payload, tuple) and payload[0] == BOOKED.id and type(payload[1]) is int))
    signed = URLSafeTimedSerializer(_KEY, salt=CANCEL).dumps(payload)
    with pytest.raises(LinkError):
        LINKS.read(str(signed), CANCEL)


@given(payload=st.text(max_size=200))
@example(payload="W" * 20_000)
@example(payload=".eJw")
@example(payload=base64_encode(b'["\\ud800", 2]').decode())
@example(payload=base64_encode(b"[" * 9_000).decode())
def test_what_is_no_payload_is_no_link_even_if_signed(payload: str) -> None:
    signed = TimestampSigner(_KEY, salt=CANCEL).sign(payload)
    with pytest.raises(LinkError):
        LINKS.read(signed.decode(), CANCEL)


def _signed_at(seconds: int) -> str:
    payload = URLSafeTimedSerializer(_KEY).dump_payload([BOOKED.id, BOOKED.version])
    moment = base64_encode(seconds.to_bytes(8, "big"))
    return Signer(_KEY, salt=CANCEL).sign(b".".join((payload, moment))).decode()


@given(seconds=st.integers(min_value=0, max_value=2**64 - 1))
@example(seconds=2**40)
@example(seconds=2**63 - 1)
@example(seconds=2**64 - 1)
@example(seconds=253_402_300_799)
@example(seconds=253_402_300_800)
def test_an_impossible_moment_is_no_link_even_if_signed(seconds: int) -> None:
    with time_machine.travel(NOW, tick=False):
        age = NOW.timestamp() - seconds
        assume(not -60 <= age <= timedelta(days=60).total_seconds())
        with pytest.raises(LinkError):
            LINKS.read(_signed_at(seconds), CANCEL)
        assert LINKS.read(_signed_at(int(NOW.timestamp())), CANCEL) == (BOOKED.id, BOOKED.version)
