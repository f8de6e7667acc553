"""The network address that a request comes from, as far as it can be told apart from others."""

from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import Request

_OWN_NETWORK = 64  # bits of an IPv6 address: whoever has one has all that share them


def network_of(address: str) -> str:
    """An IPv4 address as it is, also where IPv6 wraps it; of an IPv6 address its network. Anything else stays as it is."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ip_network((int(parsed), _OWN_NETWORK), strict=False))


def _named_by_proxy(request: Request, proxies: int) -> str:
    """The address that the outermost of so many trusted proxies names; empty if there is none."""
    named = [part.strip() for value in request.headers.getlist("x-forwarded-for") for part in value.split(",")]
    named = [address for address in named if address]
    return named[-proxies] if 0 < proxies <= len(named) else ""


def client_network(request: Request, proxies: int) -> str:
    """The network of whoever sent the request; behind trusted proxies, of whom the outermost names."""
    named = _named_by_proxy(request, proxies)
    if named and named != "unknown":
        return network_of(named.lower().removeprefix("[").removesuffix("]"))
    return network_of(request.client.host if request.client else "")


def asked_host(request: Request, proxies: int) -> str:
    """The name and port that the client asked for; behind trusted proxies, those that the proxy names."""
    forwarded = request.headers.get("x-forwarded-host") if _named_by_proxy(request, proxies) else None
    return forwarded.lower() if forwarded else request.headers.get("host", "")
