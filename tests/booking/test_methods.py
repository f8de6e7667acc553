"""How bookings are taken is a file for each method: one more is set, checked, said and handed over."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from frontdesk.booking import catalogue
from frontdesk.booking.heard import YES
from frontdesk.checks.check import problems, read_responses
from frontdesk.notices.staff_letter import letter
from frontdesk.settings.clinic import read_clinic
from frontdesk.settings.methods import meanings, method_of, methods, register, unregister
from frontdesk.settings.methods.method import Method
from frontdesk.settings.values import SettingsError
from tests.support.booking_talk import Clinic, responses

WISH = "book for friday morning, my name is Ana Lee, 780 555 0143, sore knee, im new"
FAX = Method(
    "fax",
    40,
    "the surgery next door is faxed",
    lacking=lambda booking: iter(
        () if booking.link else [(("link",), "is not set, but the method is `fax`. Write it.")]
    ),
    page=lambda booking, service, referral: f"{booking.link}?{referral}",
    to_do="Look at the fax machine.",
    texts={"confirm_fax": "Shall I fax this?", "done_fax": "Faxed. Your reference is {reference}: {link}"},
)


@pytest.fixture
def fax() -> Iterator[Method]:
    yield register(FAX)
    unregister(FAX)


def clinic_file(folder: Path, booking: str) -> Path:
    file = folder / "fax.yml"
    shipped = Path("clinic.yml").read_text(encoding="utf-8")
    file.write_text(shipped.replace("  method: request", booking), encoding="utf-8")
    return file


def test_every_file_is_a_method_and_every_method_has_its_texts() -> None:
    files = {file.stem for file in Path("frontdesk/settings/methods").glob("*.py")} - {"__init__", "method"}
    assert files == {method.id for method in methods()}
    for method in methods():
        said = {f"utter_booking_confirm_{method.id}", f"utter_booking_done_{method.id}"}
        assert said <= set(catalogue.values()) & set(read_responses())


@pytest.mark.usefixtures("fax")
def test_a_method_that_is_added_is_said_and_handed_over(tmp_path: Path, clock: "time_machine.Coordinates") -> None:
    file = clinic_file(tmp_path, "  method: fax\n  link: https://fax.example.org/in")
    clinic = Clinic(tmp_path, FRONTDESK_CLINIC_FILE=str(file))
    assert responses(clinic.hears("one", WISH, "book"))[-1] == "utter_booking_confirm_fax"
    done = clinic.presses("one", YES)
    (sent,) = clinic.appointments()
    assert responses(done)[0] == "utter_booking_done_fax"
    assert done.said[0].values["link"] == f"https://fax.example.org/in?{sent.id}"
    assert (sent.method, sent.status) == ("fax", "proposed")
    assert "Look at the fax machine." in letter(sent, "requested", clinic.config.clinic)[1]
    assert letter(replace(sent, method="gone"), "requested", clinic.config.clinic)


@pytest.mark.usefixtures("fax")
def test_what_it_needs_is_checked_and_so_is_its_name(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"`booking\.link` is not set, but the method is `fax`"):
        read_clinic(clinic_file(tmp_path, "  method: fax"))
    with pytest.raises(SettingsError, match=r"is 'faxes'\. Write request, slots, link or fax"):
        read_clinic(clinic_file(tmp_path, "  method: faxes"))
    assert meanings().endswith("or `fax` (the surgery next door is faxed)")
    assert all("confirm_fax" in said or "done_fax" in said for said in problems(read_clinic(Path("clinic.yml"))))


def test_a_method_that_is_gone_does_nothing_of_its_own() -> None:
    gone = method_of("gone")
    assert (gone.books, gone.by_email, gone.to_do) == (False, False, "")


def test_an_id_that_the_database_cannot_keep_is_refused() -> None:
    with pytest.raises(ValueError, match="at most 7 letters"):
        register(Method("facsimile", 40, ""))
