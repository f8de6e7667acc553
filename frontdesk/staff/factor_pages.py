"""One's own second factor: a telephone that shows codes, and recovery codes for when it is lost."""

from http import HTTPStatus

from markupsafe import Markup
from starlette.responses import Response

from frontdesk.settings.environment import Settings
from frontdesk.staff import trail
from frontdesk.staff.account_pages import UNCHANGED, AccountPages
from frontdesk.staff.pages import Pages
from frontdesk.staff.roles import OWN
from frontdesk.staff.second_factor import SecondFactors, since, take_off
from frontdesk.staff.sign_in_pages import SignIn
from frontdesk.staff.visits import Place, Visit, go_to
from frontdesk.storage.database import writing
from frontdesk.storage.store import Store

_PLACE = "second factor"
_WRONG = "This code does not fit. Is the telephone's clock right? It shows a new code every 30 seconds."


class FactorPages:
    """The places for it. Whoever changes something types the password again: an open page is not enough."""

    def __init__(self, config: Settings, store: Store, pages: Pages, sign_in: SignIn, account: AccountPages) -> None:
        self._engine = store.engine
        self._pages = pages
        self._ways = sign_in
        self._account = account
        self._factors = SecondFactors(store.engine, store.vault, config.clinic.name)

    def places(self) -> list[Place]:
        """For the route table."""
        return [
            Place("POST", "/account/second-factor", self.begin, OWN),
            Place("GET", "/account/second-factor", self.set_up, OWN),
            Place("POST", "/account/second-factor/confirm", self.confirm, OWN),
            Place("POST", "/account/second-factor/codes", self.new_codes, OWN),
            Place("POST", "/account/second-factor/off", self.take_off, OWN),
        ]

    def begin(self, visit: Visit) -> Response:
        """Make a secret."""
        doubt = self._ways.doubt(visit)
        if doubt:
            return self._account.own(visit, UNCHANGED, doubt, _PLACE)
        self._factors.begin(visit.who)
        return go_to("/account/second-factor")

    def set_up(self, visit: Visit, status: HTTPStatus = HTTPStatus.OK, trouble: str = "") -> Response:
        """Show the secret, as a picture for the telephone and in letters, and ask for a code."""
        maker = self._factors.unconfirmed(visit.who)
        if maker is None:
            return go_to("/account")
        picture = _picture(maker.provisioning_uri())
        letters = [maker.secret[place : place + 4] for place in range(0, len(maker.secret), 4)]
        return self._pages.show(
            visit, "second_factor.html", status, picture=picture, letters=letters, trouble=trouble, name=maker.name
        )

    def confirm(self, visit: Visit) -> Response:
        """Switch it on with a code, and show the recovery codes, once."""
        made = self._factors.confirm(visit.who, visit.typed("code")[:10])
        if made is None:
            return self.set_up(visit, UNCHANGED, _WRONG)
        return self._pages.show(visit, "recovery_codes.html", codes=made)

    def new_codes(self, visit: Visit) -> Response:
        """Make other recovery codes, and show them, once."""
        doubt = self._ways.doubt(visit)
        if doubt:
            return self._account.own(visit, UNCHANGED, doubt, _PLACE)
        with self._engine.connect() as connection:
            is_on = since(connection, visit.who.id) is not None
        if not is_on:
            return go_to("/account")
        return self._pages.show(visit, "recovery_codes.html", codes=self._factors.new_recovery_codes(visit.who))

    def take_off(self, visit: Visit) -> Response:
        """Ask for codes no more."""
        doubt = self._ways.doubt(visit)
        if doubt:
            return self._account.own(visit, UNCHANGED, doubt, _PLACE)
        with writing(self._engine) as connection:
            if take_off(connection, visit.who.id):
                trail.note(connection, visit.who, "second_factor_off", f"account:{visit.who.id}")
        return go_to("/account")


def _picture(text: str) -> Markup:
    """A QR code as SVG for a page. The library is loaded with the first one."""
    import segno

    drawn = segno.make(text, error="m", micro=False).svg_inline(
        scale=5, border=4, light="#fff", title="QR code for the telephone", omitsize=False
    )
    return Markup(drawn)
