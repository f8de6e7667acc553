"""What a clinic writes itself, in another language than English: `translations.fr` of `clinic.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import AfterValidator, Field

from frontdesk.language.packs import packs
from frontdesk.settings.sentences import KeysError
from frontdesk.settings.values import CLOSED, TEXT

_Name = Annotated[str, Field(min_length=1, max_length=60)]


@dataclass(frozen=True)
class Translation:
    """Texts of `Clinic` under their own names, each empty where the clinic has none in the language.

    `services` has the names of services: as `clinic.yml` writes them -> in the language.
    """

    __pydantic_config__ = CLOSED

    parking: Annotated[str, TEXT] = ""
    access: Annotated[str, TEXT] = ""
    cancellation_policy: Annotated[str, TEXT] = ""
    visits: Annotated[str, TEXT] = ""
    walk_ins: Annotated[str, TEXT] = ""
    new_patients: Annotated[str, TEXT] = ""
    choice_of_practitioner: Annotated[str, TEXT] = ""
    bring_someone: Annotated[str, TEXT] = ""
    payment_methods: Annotated[str, TEXT] = ""
    records_receipts: Annotated[str, TEXT] = ""
    services: Mapping[_Name, _Name] = field(default_factory=dict)

    def service(self, name: str) -> str:
        """What a service is called; its own name where it has no other."""
        return self.services.get(name, name)


def _known(given: Mapping[str, Translation]) -> Mapping[str, Translation]:
    unknown = sorted(code for code in given if code not in packs())
    if unknown:
        known = ", ".join(packs()) or "none"
        raise KeysError(*(((code,), f"is no language that is answered in. Known: {known}.") for code in unknown))
    return given


Translations = Annotated[Mapping[str, Translation], AfterValidator(_known)]
