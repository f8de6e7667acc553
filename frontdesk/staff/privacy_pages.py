"""For the owner: what is kept of one person, as a file, and its deletion. Neither the address nor the audit says of whom."""

from http import HTTPStatus

from starlette.responses import JSONResponse, Response

from frontdesk.privacy.erasing import Eraser, StandingError
from frontdesk.privacy.exporting import export
from frontdesk.privacy.person import Person, PersonError, own_contacts
from frontdesk.settings.environment import Settings
from frontdesk.staff import trail
from frontdesk.staff.pages import Pages
from frontdesk.staff.roles import MANAGE
from frontdesk.staff.visits import Place, Visit
from frontdesk.storage.store import Store

_TEMPLATE = "privacy.html"
_AS_FILE = {"Content-Disposition": 'attachment; filename="person.json"'}


class PrivacyPages:
    """The places for a person's rights."""

    def __init__(self, config: Settings, store: Store, pages: Pages) -> None:
        self._region = config.clinic.region
        self._own = own_contacts(config)
        self._retention = config.clinic.retention
        self._store = store
        self._pages = pages
        self._eraser = Eraser(store, config.data_dir)

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("GET", "/privacy", self.ask, MANAGE),
            Place("POST", "/privacy/export", self.hand_out, MANAGE),
            Place("POST", "/privacy/erase", self.erase, MANAGE),
        ]

    def ask(
        self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "", done: str = "", typed: str = ""
    ) -> Response:
        """The forms."""
        said = {"trouble": trouble, "done": done, "typed": typed, "retention": self._retention}
        return self._pages.show(visit, _TEMPLATE, status, **said)

    def hand_out(self, visit: Visit) -> Response:
        """Everything that is kept of a person, as a JSON file."""
        try:
            person = Person.read(visit.typed("contact"), self._region, self._own)
        except PersonError as error:
            return self.ask(visit, HTTPStatus.BAD_REQUEST, trouble=str(error))
        trail.note_person(self._store.engine, visit.who, trail.EXPORTED)
        return JSONResponse(export(self._store, person), headers=_AS_FILE)

    def erase(self, visit: Visit) -> Response:
        """Delete a person, once the owner has said so twice."""
        typed = visit.typed("contact")
        try:
            person = Person.read(typed, self._region, self._own)
        except PersonError as error:
            return self.ask(visit, HTTPStatus.BAD_REQUEST, trouble=str(error))
        if visit.typed("sure") != "yes":
            return self.ask(visit, HTTPStatus.BAD_REQUEST, trouble="Please tick that you are sure.", typed=typed)
        try:
            erased = self._eraser.erase(person, visit.typed("even_standing") == "yes")
        except StandingError as error:
            return self.ask(visit, HTTPStatus.CONFLICT, trouble=str(error), typed=typed)
        trail.note_person(self._store.engine, visit.who, trail.ERASED)
        return self.ask(visit, done=str(erased))
