"""Under which name passkeys are made (the relying party of WebAuthn): the one under which staff reach the page.

A browser makes passkeys for names alone, not for numbers: where no address is set, they belong to `localhost`.
"""

import ipaddress
from dataclasses import dataclass
from urllib.parse import urlsplit

from frontdesk.settings.environment import Settings


@dataclass(frozen=True)
class RelyingParty:
    """A name (`id`), the origin of its pages, and what people call it."""

    id: str
    origin: str
    called: str

    def is_at(self, host: str) -> bool:
        """Whether a host, with its port, is the one of these pages."""
        return self.origin.partition("://")[2] == host.lower()


def relying_party(config: Settings) -> RelyingParty | None:
    """Whose passkeys are taken here; None if the page's address is made of numbers."""
    address = urlsplit(config.staff_url or f"http://localhost:{config.staff_port}")
    name = address.hostname or ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return RelyingParty(name, f"{address.scheme}://{address.netloc.lower()}", config.clinic.name)
    return None
