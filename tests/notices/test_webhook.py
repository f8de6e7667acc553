"""The webhook against a real HTTP server, and the FHIR resource that it carries."""

import hashlib
import hmac
import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.states import TRANSITIONS
from frontdesk.notices.errors import DeliveryError
from frontdesk.notices.fhir import resource
from frontdesk.notices.webhook import Webhook
from frontdesk.settings.clinic import Clinic, read_clinic
from tests.support.samples import (
    BOOKED,
    CANCELLED,
    DETAILS,
    EMAIL,
    NAME,
    PHONE,
    REASON,
    REQUESTED,
    claim_of,
    payload_of,
    settings_of,
)
from tests.support.stand_ins import HOST, http_server

SECRET = "a-webhook-secret-for-tests-0123456789"
# hl7.org/fhir/R4: valuesets appointmentstatus and participationstatus.
STATUS = set("proposed pending booked arrived fulfilled cancelled noshow entered-in-error checked-in waitlist".split())
PARTICIPATION = {"accepted", "declined", "tentative", "needs-action"}
ELEMENTS = set(
    "resourceType id meta contained identifier status serviceType created participant start end requestedPeriod".split()
)
INSTANT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d"


@pytest.fixture
def clinic(tmp_path: Path) -> Clinic:
    return settings_of(tmp_path).clinic


def send(url: str, clinic: Clinic, seconds: float = 5) -> None:
    Webhook(url, SECRET, clinic, seconds).send(claim_of("webhook", "d" * 32), payload_of(BOOKED, "booked"))


def test_a_receiver_can_verify_who_sent_what_and_when(clinic: Clinic) -> None:
    with http_server(204) as receiver:
        send(f"{receiver.url}/hook?clinic=1", clinic)
    [(method, path, headers, body)] = receiver.requests
    assert (method, path) == ("POST", "/hook?clinic=1")
    expected = hmac.new(SECRET.encode(), headers["X-Frontdesk-Timestamp"].encode() + b"." + body, hashlib.sha256)
    assert headers["X-Frontdesk-Signature"] == f"v1={expected.hexdigest()}"
    assert abs(int(headers["X-Frontdesk-Timestamp"]) - time.time()) < 60
    assert headers["X-Frontdesk-Delivery"] == "d" * 32
    assert headers["Content-Type"] == "application/fhir+json; charset=utf-8"
    assert json.loads(body)["contained"][0]["name"] == [{"text": NAME}]


def test_the_recipe_in_the_documents_verifies_the_signature(clinic: Clinic) -> None:
    recipe = re.search(r"```python\n(.*?)```", Path("docs/webhook.md").read_text(encoding="utf-8"), re.DOTALL)
    assert recipe is not None
    names: dict[str, Any] = {}
    exec(recipe.group(1), names)
    with http_server(200) as receiver:
        send(receiver.url, clinic)
    _, _, headers, body = receiver.requests[0]
    assert names["is_genuine"](headers, body, SECRET)
    assert not names["is_genuine"](headers, body + b" ", SECRET)
    assert not names["is_genuine"](headers, body, SECRET + "x")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(clinic: Clinic, status: int) -> None:
    with http_server(200) as elsewhere, http_server(status, headers={"Location": elsewhere.url}) as receiver:
        with pytest.raises(DeliveryError, match=f"^webhook: HTTP {status}$"):
            send(receiver.url, clinic)
        assert elsewhere.requests == []


@pytest.mark.parametrize("status", [400, 404, 429, 500, 503])
def test_any_other_answer_is_an_error(clinic: Clinic, status: int) -> None:
    error = pytest.raises(DeliveryError, match=f"^webhook: HTTP {status}$")
    with http_server(status, body=b"details about " + NAME.encode()) as receiver, error:
        send(receiver.url, clinic)


def test_a_receiver_that_is_slow_or_gone_is_an_error_that_names_no_address(clinic: Clinic) -> None:
    with http_server(200, delay=5) as receiver, pytest.raises(DeliveryError, match=r"^webhook: ReadTimeout$"):
        send(f"{receiver.url}/?token=secret", clinic, seconds=0.2)
    with pytest.raises(DeliveryError, match=r"^webhook: \w*Connection\w*$"):
        send(f"http://{HOST}:9/?token=secret", clinic)


@pytest.mark.parametrize("event_status", sorted({t.target for t in TRANSITIONS.values() if t.target}))
def test_every_state_gives_a_valid_appointment(clinic: Clinic, event_status: str) -> None:
    for appointment in (replace(BOOKED, status=event_status), replace(CANCELLED, status=event_status)):
        check(resource(appointment, clinic))


def test_a_request_gives_a_valid_appointment_with_the_wished_times(clinic: Clinic) -> None:
    found = check(resource(REQUESTED, clinic))
    assert found["requestedPeriod"] == [{"start": "2026-11-26T10:00:00-07:00", "end": "2026-11-26T12:00:00-07:00"}]
    assert "start" not in found


def test_a_callback_without_a_name_gives_a_valid_appointment(clinic: Clinic) -> None:
    bare = replace(REQUESTED, kind="callback", details=replace(DETAILS, name="", email="", windows=()))
    found = check(resource(bare, clinic))
    assert found["serviceType"] == [{"text": "Call-back"}]
    assert found["contained"] == [
        {"resourceType": "Patient", "id": "patient", "telecom": [{"system": "phone", "value": PHONE}]}
    ]


def test_a_booked_appointment_says_who_when_and_which_version(clinic: Clinic) -> None:
    found = resource(BOOKED, clinic)
    assert (found["start"], found["end"]) == ("2026-11-26T10:00:00-07:00", "2026-11-26T10:45:00-07:00")
    assert found["meta"] == {"versionId": "2"}
    assert found["identifier"][0]["value"] == "K7M-4QX"
    assert found["serviceType"] == [{"text": "First visit"}]
    assert found["participant"][1] == {"actor": {"display": "Practitioner in room one"}, "status": "accepted"}
    assert found["contained"][0]["telecom"][1] == {"system": "email", "value": EMAIL}


def test_nothing_says_why_the_patient_comes(clinic: Clinic) -> None:
    for appointment in (BOOKED, REQUESTED, CANCELLED):
        text = json.dumps(resource(appointment, clinic))
        assert REASON not in text
        assert "incontinence" not in text


def check(found: dict[str, Any]) -> dict[str, Any]:
    """What FHIR R4 demands of these elements: codes, cardinalities, formats and invariants app-1 to app-3."""
    assert set(found) <= ELEMENTS
    assert found["resourceType"] == "Appointment"
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", found["id"])
    assert found["status"] in STATUS
    assert found["participant"]
    for participant in found["participant"]:
        assert participant["status"] in PARTICIPATION
        assert participant["actor"]
        assert set(participant) <= {"actor", "status", "type"}
    contained = {f"#{item['id']}" for item in found["contained"]}
    assert {p["actor"]["reference"] for p in found["participant"] if "reference" in p["actor"]} == contained
    assert ("start" in found) == ("end" in found)
    if found["status"] not in ("proposed", "cancelled"):
        assert "start" in found
    periods = [found, *found.get("requestedPeriod", [])]
    moments = [period[key] for period in periods for key in ("start", "end") if key in period]
    assert all(re.fullmatch(INSTANT, moment) for moment in [*moments, found["created"]])
    assert all(value not in ("", [], {}, None) for value in [*found.values(), *found["contained"][0].values()])
    return found


def test_the_documented_body_is_a_real_one(clinic: Clinic) -> None:
    shown = re.search(r"```json\n(.*?)```", Path("docs/webhook.md").read_text(encoding="utf-8"), re.DOTALL)
    assert shown is not None
    example: Appointment = replace(
        BOOKED, details=replace(DETAILS, name="Ada Example", phone="+17805550101", email="ada@example.org", windows=())
    )
    here = replace(clinic, timezone=read_clinic(Path("clinic.yml")).timezone)
    assert json.loads(shown.group(1)) == resource(example, here)
