"""One's own passkeys: making one, and taking one away."""

import json
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from frontdesk.staff import steps
from frontdesk.staff.account_pages import UNCHANGED, AccountPages
from frontdesk.staff.passkeys import LONGEST_NAME, MOST, passkeys_of, remove
from frontdesk.staff.roles import OWN
from frontdesk.staff.sign_in_pages import SignIn
from frontdesk.staff.visits import Place, Visit, go_to
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

_PLACE = "passkeys"
_FAILED = "The passkey was not made. Please try again."


class PasskeyPages:
    """The places for them."""

    def __init__(self, store: Store, sign_in: SignIn, account: AccountPages) -> None:
        self._engine = store.engine
        self._ways = sign_in
        self._account = account

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("POST", "/account/passkeys/begin", self.begin, OWN),
            Place("POST", "/account/passkeys", self.add, OWN),
            Place("POST", "/account/passkeys/{passkey}/remove", self.remove, OWN),
        ]

    def begin(self, visit: Visit) -> Response:
        """What a browser makes a passkey from, as JSON, for somebody who has typed their password again."""
        if self._ways.party is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        doubt = _name_doubt(visit) or self._too_many(visit) or self._ways.doubt(visit)
        if doubt:
            return JSONResponse({"trouble": doubt}, UNCHANGED)
        from frontdesk.staff.webauthn_answers import Passkeys

        options, challenge = Passkeys(self._engine, self._ways.party).to_add(visit.who)
        response = JSONResponse({"options": json.loads(options)})
        step = self._ways.steps.begin(steps.ADD_PASSKEY, visit.who, challenge)
        self._ways.guard.remember_step(response, step)
        return response

    def _too_many(self, visit: Visit) -> str:
        with self._engine.connect() as connection:
            has = len(passkeys_of(connection, visit.who.id))
        return f"You have {MOST} passkeys. Remove one first." if has >= MOST else ""

    def add(self, visit: Visit) -> Response:
        """Keep the passkey that the browser has made."""
        step = self._ways.steps.take(self._ways.guard.step(visit.request), steps.ADD_PASSKEY)
        doubt = _name_doubt(visit)
        if step is None or step.account != visit.who or doubt or self._ways.party is None:
            return self._account.own(visit, UNCHANGED, doubt or _FAILED, _PLACE)
        from frontdesk.staff.webauthn_answers import PasskeyError, Passkeys

        try:
            made = visit.form.get("credential", "")
            Passkeys(self._engine, self._ways.party).add(visit.who, visit.typed("name"), made, step.content)
        except PasskeyError:
            return self._account.own(visit, UNCHANGED, _FAILED, _PLACE)
        return go_to("/account")

    def remove(self, visit: Visit) -> Response:
        """Take a passkey away."""
        with writing(self._engine) as connection:
            remove(connection, visit.who, visit.path("passkey"))
        return go_to("/account")


def _name_doubt(visit: Visit) -> str:
    name = visit.typed("name")
    if 1 <= len(name) <= LONGEST_NAME and name.isprintable():
        return ""
    return f"Give the passkey a name of 1 to {LONGEST_NAME} characters, such as Desk computer."
