"""Which web addresses may be asked: the parts of a URL, and the numbers behind a host."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.fetch.address import PUBLIC, Address, checked, parse, refusal, system_resolve
from etl.fetch.failure import Failed, Unreachable

GOOD: list[tuple[str, str]] = [
    ("https://news.example", "https://news.example/"),
    ("  HTTPS://News.Example:443/a#part \n", "https://news.example/a"),
    ("http://news.example:80/?q=1", "http://news.example/?q=1"),
    ("http://news.example:8080/", "http://news.example:8080/"),
    ("https://news.example./a", "https://news.example/a"),
    ("https://news.example/a/../b/./c", "https://news.example/b/c"),
    ("https://news.example/%7Ea%2fb?x=%C3%B1", "https://news.example/%7Ea%2Fb?x=%C3%B1"),
    ("https://news.example/niños y más?q=[1]", "https://news.example/ni%C3%B1os%20y%20m%C3%A1s?q=%5B1%5D"),
    ("https://mañana.example/", "https://xn--maana-pta.example/"),
    ("https://my_paper.example/", "https://my_paper.example/"),
    ("https://[2606:4700:0::1111]/a", "https://[2606:4700::1111]/a"),
]


@pytest.mark.parametrize(("url", "expected"), GOOD)
def test_an_address_has_one_form(url: str, expected: str) -> None:
    found = parse(url)
    assert found.url == expected
    assert parse(found.url) == found


BAD: list[tuple[str, str]] = [
    ("", "begins with no:"),
    ("news.example/a", "begins with no:"),
    ("ftp://news.example/a", "begins with ftp:"),
    ("file:///etc/passwd", "begins with file:"),
    ("gopher://news.example/", "begins with gopher:"),
    ("javascript:alert(1)", "no web address|begins with"),
    ("http:///a", "names no host"),
    ("http://", "names no host"),
    ("https:news.example", "names no host"),
    ("https://user@news.example/", "name or a password"),
    ("https://user:secret@news.example/", "name or a password"),
    ("http://127.0.0.1\\@news.example/", "backslash"),
    ("http://news.example/a\r\nHost: other", "control character"),
    ("http://news.example/a\x00", "control character"),
    ("http://news.example:80:80/", "no web address"),
    ("http://news.example:99999/", "no web address"),
    ("http://1.1.1.1 &@2.2.2.2# @3.3.3.3/", "name or a password"),
    ("http://a..b/", "names no host"),
    ("http://-/", "names no host"),
    (f"http://{'a' * 64}é.example/", "no web address"),
    (f"http://{'a.' * 127}example/", "names no host"),
    ("http://[::1/", "no web address|names"),
    ("https://news.example/" + "a" * 4000, "longer than"),
]


@pytest.mark.parametrize(("url", "why"), BAD)
def test_what_is_no_address_is_refused_with_its_cause(url: str, why: str) -> None:
    with pytest.raises(Failed, match=why):
        parse(url)


RELATIVE: list[tuple[str, str]] = [
    ("/b", "https://news.example/b"),
    ("b?x#y", "https://news.example/a/b?x"),
    ("//other.example/c", "https://other.example/c"),
    ("http://other.example", "http://other.example/"),
]


@pytest.mark.parametrize(("url", "expected"), RELATIVE)
def test_a_redirect_may_be_relative(url: str, expected: str) -> None:
    assert parse(url, parse("https://news.example/a/")).url == expected


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for url in (text, f"http://{text}", f"https://news.example/{text}"):
        try:
            found = parse(url)
        except Failed:
            continue
        assert parse(found.url) == found
        assert found.url.isascii() and found.url.isprintable() and " " not in found.url and "@" not in found.site


REFUSED: list[str] = [
    *("0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1", "127.9.9.9", "169.254.169.254"),
    *("172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::8.8.8.8", "64:ff9b::127.0.0.1"),
    *("64:ff9b::169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b:1::1", "100::1", "2001::1", "2001:db8::1"),
    *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "2002:7f00:1::1", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1"),
    *("fc00::1", "fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2620:4f:8000::1"),
]
PUBLIC_NUMBERS: list[str] = [
    *("1.1.1.1", "8.8.8.8", "93.184.215.14", "100.63.255.255", "100.128.0.1", "172.15.255.255", "172.32.0.1"),
    *("192.167.255.255", "223.255.255.255", "2606:4700::1111", "2a00:1450:4001::1", "64:ff9b::8.8.8.8"),
]


@pytest.mark.parametrize("number", REFUSED)
def test_a_number_that_is_not_public_is_refused(number: str) -> None:
    assert refusal(ipaddress.ip_address(number)) is not None


@pytest.mark.parametrize("number", PUBLIC_NUMBERS)
def test_a_public_number_is_not_refused(number: str) -> None:
    assert refusal(ipaddress.ip_address(number)) is None


@given(st.ip_addresses())
def test_what_python_calls_special_is_refused(address: IPv4Address | IPv6Address) -> None:
    special = (
        *(address.is_private, address.is_loopback, address.is_link_local),
        *(address.is_multicast, address.is_unspecified, address.is_reserved),
    )
    if any(special) and address not in ipaddress.ip_network("64:ff9b::/96"):
        assert refusal(address) is not None


@given(st.ip_addresses(v=4))
def test_an_address_inside_another_is_no_way_around(address: IPv4Address) -> None:
    number = int(address)
    assert (refusal(IPv6Address((0x64FF9B << 96) | number)) is None) == (refusal(address) is None)
    for inside in (0xFFFF << 32 | number, number, 0x2002 << 112 | number << 80, 0x20010000 << 96 | number ^ 0xFFFFFFFF):
        assert refusal(IPv6Address(inside)) is not None


HOSTS: list[tuple[Sequence[str], str]] = [
    (("127.0.0.1",), r"leads to 127\.0\.0\.1 \(this machine\)"),
    (("93.184.215.14", "10.0.0.1"), r"leads to 10\.0\.0\.1 \(private\)"),  # one that is private is enough
    (("2606:4700::1111", "fd00::1"), "leads to fd00::1"),
    (("93.184.215.14", "169.254.169.254"), "metadata"),
    ((), "no address is known"),
    (("nonsense",), "that is none"),
]


@pytest.mark.parametrize(("numbers", "why"), HOSTS)
def test_every_number_of_a_host_is_checked(numbers: Sequence[str], why: str) -> None:
    with pytest.raises(Failed, match=why):
        checked(parse("https://news.example/"), PUBLIC, lambda host, port: numbers)


def test_a_host_with_public_numbers_keeps_their_order() -> None:
    numbers = ("2606:4700::1111", "93.184.215.14")
    assert checked(parse("https://news.example/"), PUBLIC, lambda host, port: numbers) == numbers


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "169.254.169.254", "[::ffff:7f00:1]", "10.0.0.1"])
def test_a_number_as_host_is_checked_and_not_looked_up(host: str) -> None:
    def resolve(name: str, port: int) -> Sequence[str]:
        raise AssertionError(f"{name} was looked up")

    with pytest.raises(Unreachable):
        checked(parse(f"http://{host}/"), PUBLIC, resolve)


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f.1", "2130706433", "0177.0.0.1"])
def test_this_machine_by_any_name_the_resolver_knows(host: str) -> None:
    with pytest.raises(Failed, match=r"this machine|no address is known|leads to ::1"):
        checked(parse(f"http://{host}/"), PUBLIC, system_resolve)


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 8080, 8443])
def test_other_ports_are_refused(port: int) -> None:
    address = Address("https", "news.example", port, "/")
    with pytest.raises(Unreachable, match=f"port {port}, and only 80 and 443"):
        checked(address, PUBLIC, lambda host, number: ["93.184.215.14"])


def test_a_host_that_does_not_exist() -> None:
    with pytest.raises(Failed, match=r"no address is known for the host no-such\.invalid"):
        system_resolve("no-such.invalid", 443)
