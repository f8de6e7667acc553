"""The network address that a request comes from, as far as it can be told apart from others."""

from ipaddress import IPv6Address, ip_address, ip_network

from sanic.request import Request

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


def client_network(request: Request) -> str:
    """The network of whoever sent the request; behind a trusted proxy, of whom the proxy names."""
    return network_of(request.remote_addr or request.ip)
