"""The pages behind the links in e-mails, over real HTTP: opening one shows and changes nothing, its button acts once."""

import html
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
import requests
import time_machine
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from frontdesk.appointments.action_links import ACCEPT, CANCEL, Links
from frontdesk.appointments.appointment import Appointment, Details, new_reference
from frontdesk.appointments.states import BOOKED, CANCELLED, PATIENT, PROPOSED
from frontdesk.booking.assembly import Parts
from frontdesk.settings.booking import Limits
from frontdesk.settings.clinic import read_clinic
from frontdesk.settings.environment import read_settings
from frontdesk.storage.crypto import derived_key
from tests.support.server import ROOT, SECRET, WIDE_LIMITS, Server
from tests.support.stores import store_of

SLOTS_CLINIC = ROOT / "tests/conversations/booking/slots.clinic"
DETAILS = Details(name="Ana <b>Lee</b>", phone="+17805550143", reason="sore knee", patient_type="new")
MINUTES = 120


@pytest.fixture(scope="module")
def parts(server: Server) -> Parts:
    """What acts on the appointments of the server's database, of a clinic with times of its own."""
    config = read_settings(
        {
            "FRONTDESK_DATA_DIR": str(server.data_dir),
            "FRONTDESK_SECRET_KEYS": SECRET,
            "FRONTDESK_CLINIC_FILE": str(SLOTS_CLINIC),
        }
    )
    wide = replace(config.clinic, booking=replace(config.clinic.booking, limits=Limits(**WIDE_LIMITS)))
    config = replace(config, clinic=wide, database_url=f"sqlite:///{server.data_dir / 'frontdesk.db'}")
    return Parts(config, store_of(config))


def new(**values: str) -> Appointment:
    return Appointment(
        id=secrets.token_hex(16),
        reference=new_reference(),
        kind="booking",
        method=values.get("method", "request"),
        status=PROPOSED,
        version=1,
        conversation_id=secrets.token_hex(16),
        channel="web",
        created_at=datetime.now(timezone.utc),
        due_at=None,
        details=DETAILS,
        service=values.get("service"),
    )


@pytest.fixture
def requested(parts: Parts) -> Appointment:
    """A request that waits for the front desk."""
    return parts.hand_off.request(new())


@pytest.fixture
def offered(parts: Parts) -> Appointment:
    """Somebody on the wait list who is offered a time that was given back."""
    now = datetime.now(timezone.utc)
    with parts.engine.connect() as connection:
        slot = parts.slots.schedule.free(connection, "first_visit", (), now + timedelta(days=7), 1)[0]
    owner = parts.slots.hold(new(method="slots", service="first_visit"), slot, now)
    owner = parts.slots.confirm(owner.id, None, now)
    waiting = parts.slots.join(new(method="slots", service="first_visit"), "first_visit")
    parts.slots.cancel(owner, now, PATIENT, "web")
    return stored(parts, waiting)


def stored(parts: Parts, appointment: Appointment) -> Appointment:
    with parts.engine.connect() as connection:
        found = parts.appointments.find(connection, appointment.id)
    assert found is not None
    return found


def link(server: Server, appointment: Appointment, purpose: str, secret: str = SECRET) -> str:
    url = Links([secret], server.url, read_clinic(SLOTS_CLINIC)).url(appointment, purpose)
    assert url is not None
    return url


def assert_no_longer_works(response: requests.Response) -> None:
    assert response.status_code == 404
    assert "This link no longer works" in response.text
    assert "780-555-0100" in response.text


def test_opening_a_link_asks_and_changes_nothing(server: Server, parts: Parts, requested: Appointment) -> None:
    for _ in range(2):
        page = requests.get(link(server, requested, CANCEL), timeout=20)
        assert page.status_code == 200
        assert "Cancel this appointment?" in page.text
        assert requested.reference in page.text
        assert '<form method="post">' in page.text
    assert stored(parts, requested) == requested


def test_the_button_cancels_once(server: Server, parts: Parts, requested: Appointment) -> None:
    url = link(server, requested, CANCEL)
    done = requests.post(url, timeout=20)
    assert (done.status_code, "The appointment is cancelled." in done.text) == (200, True)
    after = stored(parts, requested)
    assert (after.status, after.version) == (CANCELLED, 2)
    for again in (requests.post(url, timeout=20), requests.get(url, timeout=20)):
        assert (again.status_code, "The appointment is cancelled." in again.text) == (200, True)
    assert stored(parts, requested) == after


def test_of_ten_who_press_at_once_each_reads_that_it_is_cancelled(
    server: Server, parts: Parts, requested: Appointment
) -> None:
    url = link(server, requested, CANCEL)
    with ThreadPoolExecutor(10) as pool:
        pages = list(pool.map(lambda _: requests.post(url, timeout=20), range(10)))
    assert [(page.status_code, "The appointment is cancelled." in page.text) for page in pages] == [(200, True)] * 10
    assert stored(parts, requested).version == 2


def test_the_button_takes_the_offered_time_once(server: Server, parts: Parts, offered: Appointment) -> None:
    url = link(server, offered, ACCEPT)
    asked = requests.get(url, timeout=20)
    assert "Take this time?" in asked.text
    assert stored(parts, offered).status == PROPOSED
    done = requests.post(url, timeout=20)
    assert "The appointment is booked." in done.text
    assert stored(parts, offered).status == BOOKED
    assert "The appointment is booked." in requests.post(url, timeout=20).text


def test_an_offer_without_a_time_books_nothing(server: Server, parts: Parts) -> None:
    waiting = parts.slots.join(new(method="slots", service="massage"), "massage")
    response = requests.post(link(server, waiting, ACCEPT), timeout=20)
    assert "This time has been taken" in response.text
    assert stored(parts, waiting) == waiting


def test_a_link_to_an_appointment_that_has_changed_since_no_longer_works(
    server: Server, parts: Parts, requested: Appointment
) -> None:
    old = link(server, requested, CANCEL)
    changed = parts.hand_off.change(requested, replace(DETAILS, reason="sore hip"), PATIENT, "web")
    assert_no_longer_works(requests.post(old, timeout=20))
    assert stored(parts, requested).status == PROPOSED
    assert requests.post(link(server, changed, CANCEL), timeout=20).status_code == 200


def expired(server: Server, appointment: Appointment) -> str:
    with time_machine.travel(datetime.now(timezone.utc) - timedelta(days=60, minutes=1), tick=False):
        return link(server, appointment, CANCEL)


BAD: dict[str, Callable[[Server, Appointment], str]] = {
    "forged": lambda server, appointment: link(server, appointment, CANCEL, "another-secret-0123456789-0123456789"),
    "cut short": lambda server, appointment: link(server, appointment, CANCEL)[:-3],
    "for another purpose": lambda server, appointment: link(server, appointment, ACCEPT).replace(ACCEPT, CANCEL),
    "of nobody": lambda server, appointment: link(server, replace(appointment, id="0" * 32), CANCEL),
    "of a version to come": lambda server, appointment: link(server, replace(appointment, version=2), CANCEL),
    "expired": expired,
    "nonsense": lambda server, _appointment: f"{server.url}/booking/cancel/%3Cscript%3E",
}


@pytest.mark.parametrize("bad", BAD)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_bad_link_gives_the_same_page(
    server: Server, parts: Parts, requested: Appointment, bad: str, method: str
) -> None:
    response = requests.request(method, BAD[bad](server, requested), timeout=20)
    assert_no_longer_works(response)
    assert response.text == requests.get(f"{server.url}/booking/cancel/x", timeout=20).text
    assert stored(parts, requested) == requested


def test_an_offer_link_runs_out(server: Server, parts: Parts, offered: Appointment) -> None:
    yesterday_noon = datetime(2026, 11, 23, 19, tzinfo=timezone.utc)
    with time_machine.travel(yesterday_noon, tick=False):
        late = link(server, offered, ACCEPT)
    assert_no_longer_works(requests.post(late, timeout=20))
    assert stored(parts, offered).status == PROPOSED


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_page_says_who_the_patient_is_or_why_they_come(server: Server, requested: Appointment, method: str) -> None:
    text = requests.request(method, link(server, requested, CANCEL), timeout=20).text
    for private in ("Ana", "Lee", "555-0143", "5550143", "knee", requested.id):
        assert private not in text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("good", [True, False])
def test_pages_are_kept_nowhere_framed_nowhere_and_run_no_scripts(
    server: Server, requested: Appointment, method: str, good: bool
) -> None:
    url = link(server, requested, CANCEL) if good else f"{server.url}/booking/cancel/x"
    response = requests.request(method, url, timeout=20)
    headers = response.headers
    assert headers["content-type"].startswith("text/html")
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-robots-tag"] == "noindex"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "<script" not in response.text


def test_a_purpose_that_does_not_exist_is_not_found(server: Server, requested: Appointment) -> None:
    url = link(server, requested, CANCEL).replace("/cancel/", "/confirm/")
    assert requests.get(url, timeout=20).status_code == 404
    assert requests.post(url, timeout=20).status_code == 404


@pytest.mark.parametrize("payload", [None, "cancel", ["a" * 32], ["a" * 32, "two"], ["\0" * 32, 1], [[], {}]])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_signed_link_to_what_is_no_appointment_no_longer_works(server: Server, method: str, payload: object) -> None:
    token = URLSafeTimedSerializer(derived_key(SECRET, "appointment-link"), salt=CANCEL).dumps(payload)
    assert_no_longer_works(requests.request(method, f"{server.url}/booking/cancel/{token}", timeout=20))


@pytest.mark.parametrize("seconds", [2**40, 2**63, 2**64 - 1])
def test_a_link_signed_at_an_impossible_moment_no_longer_works(
    server: Server, requested: Appointment, seconds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda _: seconds)
    assert_no_longer_works(requests.get(link(server, requested, CANCEL), timeout=20))


def test_the_page_of_a_patient_who_wrote_in_french_is_french(server: Server, parts: Parts) -> None:
    wished = new()
    asked = parts.hand_off.request(replace(wished, details=replace(wished.details, language="fr")))
    url = link(server, asked, CANCEL)
    page = requests.get(url, timeout=20)
    assert '<html lang="fr">' in page.text
    assert "<h1>Annuler ce rendez-vous?</h1>" in page.text
    assert "Oui, l&#x27;annuler" in page.text
    assert f"référence {asked.reference}" in page.text
    assert "au 780 555-0100." in page.text
    assert "Le rendez-vous est annulé." in requests.post(url, timeout=20).text


@pytest.mark.parametrize(
    ("accepted", "heading"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.8", "Ce lien n'est plus valable"),
        ("de,en;q=0.8,fr;q=0.5", "This link no longer works"),
        ("", "This link no longer works"),
    ],
)
def test_a_link_that_leads_nowhere_is_answered_in_the_browsers_language(
    server: Server, accepted: str, heading: str
) -> None:
    page = requests.get(f"{server.url}/booking/cancel/x", headers={"Accept-Language": accepted}, timeout=20)
    assert page.status_code == 404
    assert heading in html.unescape(page.text)
