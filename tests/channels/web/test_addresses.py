"""Which network a request comes from, and which name it asks for."""

import pytest
from starlette.requests import Request

from frontdesk.channels.web.addresses import asked_host, client_network, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("unix:", "unix:"),
        ("", ""),
    ],
)
def test_an_ipv6_address_stands_for_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


def request(*headers: tuple[str, str]) -> Request:
    raw = [(name.encode(), value.encode()) for name, value in (("host", "inside:5005"), *headers)]
    return Request({"type": "http", "headers": raw, "client": ("192.0.2.1", 5000)})


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, ["198.51.100.7"], "192.0.2.1"),
        (1, [], "192.0.2.1"),
        (1, ["198.51.100.7"], "198.51.100.7"),
        (1, ["203.0.113.9, 198.51.100.7"], "198.51.100.7"),
        (2, ["203.0.113.9, 198.51.100.7"], "203.0.113.9"),
        (2, ["203.0.113.9", " , 198.51.100.7"], "203.0.113.9"),
        (2, ["198.51.100.7"], "192.0.2.1"),
        (1, ["unknown"], "192.0.2.1"),
        (1, ["2001:DB8:1:2::9"], "2001:db8:1:2::/64"),
        (1, ["[2001:db8:1:2::9]"], "2001:db8:1:2::/64"),
    ],
)
def test_only_as_many_proxies_as_are_trusted_are_believed(proxies: int, forwarded: list[str], network: str) -> None:
    sent = request(*(("x-forwarded-for", value) for value in forwarded))
    assert client_network(sent, proxies) == network


def test_a_trusted_proxy_names_the_host_that_was_asked_for() -> None:
    named = ("x-forwarded-host", "Chat.Clinic.example")
    assert asked_host(request(named), 0) == "inside:5005"
    assert asked_host(request(named), 1) == "inside:5005"
    assert asked_host(request(named, ("x-forwarded-for", "198.51.100.7")), 1) == "chat.clinic.example"
    assert asked_host(request(("x-forwarded-for", "198.51.100.7")), 1) == "inside:5005"
