"""Where nothing is ever sent to, in whatever way it is written or resolved."""

from ipaddress import ip_address

import pytest
from notifier.domain.webhooks.addresses import is_loopback, is_public, refused
from notifier.domain.webhooks.targets import BadTarget, Target, may_be_plain, target_of

INSIDE = [
    "127.0.0.1",
    "127.255.255.254",
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "172.16.0.1",
    "172.31.255.254",
    "192.168.0.1",
    "169.254.169.254",
    "169.254.0.1",
    "100.64.0.1",
    "100.127.255.254",
    "192.0.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "192.88.99.1",
    "::",
    "::1",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "::127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2002:a00:1::1",
    "2001::1",
    "2001:db8::1",
    "100::1",
    "5f00::1",
]
SHOP = "https://shop.example"
LONGEST = f"{SHOP}/".ljust(2_000, "x")
OUTSIDE = [
    "1.1.1.1",
    "8.8.8.8",
    "93.184.216.34",
    "172.15.255.255",
    "172.32.0.1",
    "100.63.255.255",
    "100.128.0.1",
    "11.0.0.1",
    "2606:4700:4700::1111",
    "2a00:1450:4001::1",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
]


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_that_not_everybody_reaches_is_refused(address: str) -> None:
    """Loopback, private, link-local, shared, documentation, multicast; inside IPv6 ones too."""
    assert refused(address)
    assert not is_public(ip_address(address))


@pytest.mark.parametrize("address", OUTSIDE)
def test_an_address_of_the_internet_is_let_through(address: str) -> None:
    """So are those beside the private blocks."""
    assert refused(address) is None


def test_loopback_alone_can_be_let_through_for_tests() -> None:
    """Nothing else becomes reachable by it."""
    let = {address for address in INSIDE if refused(address, to_loopback=True) is None}

    assert let == {"127.0.0.1", "127.255.255.254", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
                   "2002:7f00:1::"}  # fmt: skip
    assert all(is_loopback(address) for address in let)
    assert refused("no address")
    assert not is_loopback("no address")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://shop.example", Target("https", "shop.example", 443, "/")),
        ("https://Shop.Example:8443/a/b?c=d", Target("https", "shop.example", 8443, "/a/b?c=d")),
        ("https://xn--wei-6ka.example./x", Target("https", "xn--wei-6ka.example.", 443, "/x")),
        ("https://1.1.1.1/x", Target("https", "1.1.1.1", 443, "/x")),
        ("https://[2606:4700:4700::1111]/", Target("https", "2606:4700:4700::1111", 443, "/")),
        (LONGEST, Target("https", "shop.example", 443, LONGEST.removeprefix(SHOP))),
    ],
)
def test_an_address_is_taken_apart_once(url: str, target: Target) -> None:
    """What connects is given these parts and reads no URL again."""
    assert target_of(url) == target


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://shop.example/", "https://"),
        ("ftp://shop.example/", "https://"),
        ("//shop.example/", "https://"),
        ("shop.example", "https://"),
        ("file:///etc/passwd", "https://"),
        ("https://", "host name"),
        ("https:///x", "host name"),
        ("https://user:pass@shop.example/", "without user"),
        ("https://shop.example@127.0.0.1/", "without user"),
        ("https://127.0.0.1#@shop.example/", "#"),
        ("https://shop.example/#part", "#"),
        ("https://shop.example/#", "#"),
        ("https://shop.example\\@127.0.0.1/", "visible ASCII"),
        ("https://shop.example/a b", "visible ASCII"),
        ("https://shop.example/\r\nHost: x", "visible ASCII"),
        ("https://weiß.example/", "visible ASCII"),
        ("https://shop.example:0/", "port"),
        ("https://shop.example:99999/", "URL such as"),
        ("https://shop.example:x/", "URL such as"),
        ("https://[::1/", "URL such as"),
        ("https://[fe80::1%25eth0]/", "URL such as|not an address of the public|host name"),
        ("https://127.0.0.1/", "not an address of the public"),
        ("https://[::1]/", "not an address of the public"),
        ("https://[::ffff:7f00:1]/", "not an address of the public"),
        ("https://169.254.169.254/latest/meta-data", "not an address of the public"),
        ("https://2130706433/", "four numbers"),
        ("https://0x7f000001/", "four numbers"),
        ("https://0x7f.1/", "four numbers"),
        ("https://017700000001/", "four numbers"),
        ("https://0177.0.0.1/", "four numbers"),
        ("https://127.1/", "four numbers"),
        ("https://127.0.0.1./", "four numbers"),
        ("https://①②⑦.0.0.1/", "visible ASCII"),
        ("https://a..b/", "host name"),
        ("https://-a.example/", "host name"),
        ("https://shop.example/" + "x" * 2_000, "2000"),
    ],
)
def test_a_url_that_means_something_else_is_refused(url: str, why: str) -> None:
    """With a sentence that says what would be right, and without asking any name server."""
    with pytest.raises(BadTarget, match=why):
        target_of(url)


def test_plain_http_is_for_this_machine_alone() -> None:
    """The override for tests lets http in; an address of the internet is still not sent to so."""
    target = target_of("http://127.0.0.1:8080/x", to_loopback=True)

    assert target == Target("http", "127.0.0.1", 8080, "/x")
    with pytest.raises(BadTarget):
        target_of("http://10.0.0.1/", to_loopback=True)


def test_without_tls_only_this_machine_is_sent_to() -> None:
    """A name may resolve elsewhere when it is connected to: each address is asked for again."""
    plain, safe = (Target(scheme, "shop.example", 443, "/") for scheme in ("http", "https"))

    assert may_be_plain(safe, "1.1.1.1")
    assert may_be_plain(plain, "127.0.0.1")
    assert not may_be_plain(plain, "1.1.1.1")
