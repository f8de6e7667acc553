"""An appointment as a FHIR R4 Appointment resource (hl7.org/fhir/R4/appointment.html), without the reason for the visit."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from frontdesk.appointments.appointment import Appointment
from frontdesk.appointments.states import BOOKED, CANCELLED, NOSHOW
from frontdesk.language.packs import ENGLISH
from frontdesk.settings.clinic import Clinic


def resource(appointment: Appointment, clinic: Clinic) -> dict[str, Any]:
    """The resource as JSON values; times have the clinic's offset. States already have FHIR's names."""
    zone, details = clinic.timezone, appointment.details
    found: dict[str, Any] = {
        "resourceType": "Appointment",
        "id": appointment.id,
        "meta": {"versionId": str(appointment.version)},
        "contained": [_patient(appointment)],
        "identifier": [{"use": "official", "value": appointment.reference}],
        "status": appointment.status,
        "serviceType": [{"text": _service(appointment, clinic)}],
        "created": _instant(appointment.created_at, zone),
        "participant": _participants(appointment, clinic),
    }
    if appointment.start and appointment.end:  # both or neither (invariant app-2)
        found |= {"start": _instant(appointment.start, zone), "end": _instant(appointment.end, zone)}
    if details.windows:
        found["requestedPeriod"] = [
            {"start": _instant(window.start, zone), "end": _instant(window.end, zone)} for window in details.windows
        ]
    return found


def _instant(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")


def _patient(appointment: Appointment) -> dict[str, Any]:
    details = appointment.details
    telecom = [{"system": system, "value": getattr(details, system)} for system in ("phone", "email")]
    given = {
        "name": [{"text": details.name}] if details.name else [],
        "telecom": [contact for contact in telecom if contact["value"]],
        "communication": _communication(details.language),
    }
    return {"resourceType": "Patient", "id": "patient"} | {key: value for key, value in given.items() if value}


def _communication(language: str) -> list[dict[str, Any]]:
    """The language that the patient writes in, where it is not English."""
    if language == ENGLISH:
        return []
    return [{"language": {"coding": [{"system": "urn:ietf:bcp:47", "code": language}]}, "preferred": True}]


def _service(appointment: Appointment, clinic: Clinic) -> str:
    if appointment.kind == "callback":
        return "Call-back"
    names = {service.id: service.name for service in clinic.booking.services}
    return names.get(appointment.service or "", "Appointment")


def _participants(appointment: Appointment, clinic: Clinic) -> list[dict[str, Any]]:
    declined = appointment.status == CANCELLED
    settled = appointment.status in (BOOKED, NOSHOW)
    participants: list[dict[str, Any]] = [
        {"actor": {"reference": "#patient"}, "status": "declined" if declined else "accepted"}
    ]
    if appointment.practitioner:
        names = {practitioner.id: practitioner.name for practitioner in clinic.booking.practitioners}
        status = "declined" if declined else "accepted" if settled else "needs-action"
        display = names.get(appointment.practitioner, appointment.practitioner)
        participants.append({"actor": {"display": display}, "status": status})
    return participants
