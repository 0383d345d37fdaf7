"""Addresses and names of machines: documentation and private ranges, example domains, invented sites."""

from __future__ import annotations

import ipaddress
from random import Random

from leaks.seeded import Kind, Seed, Seeded, digits, full_width, literals, phrased, signs, zero_width

_HEX = "0123456789abcdef"
_SITES = ("muc", "ham", "lon", "par", "zrh", "vie", "fra", "nyc", "osl", "waw")
_ROLES = ("sw", "fw", "srv", "rtr", "esx", "dc", "ap", "print", "db", "web", "san")
_COLOURS = ("amber", "cobalt", "indigo", "saffron", "umber", "jade", "ochre", "teal")
_USERS = ("mquendt", "svarga", "hoakhurst", "tnygard", "wfairlop", "rdelmas", "ptolle", "kashdown")


def address(rng: Random) -> str:
    """An IPv4 address of a documentation or private range."""
    prefix = rng.choice(("192.0.2", "198.51.100", "203.0.113", f"10.{rng.randrange(20, 250)}.{rng.randrange(20, 250)}"))
    prefix = rng.choice(
        (prefix, f"172.{rng.randrange(16, 32)}.{rng.randrange(20, 250)}", f"192.168.{rng.randrange(20, 250)}")
    )
    return f"{prefix}.{rng.randrange(100, 255)}"


def _address_6(rng: Random) -> ipaddress.IPv6Address:
    groups = ":".join(signs(rng, _HEX[1:], 4) for _ in range(rng.choice((2, 4))))
    return ipaddress.IPv6Address(f"2001:db8:{signs(rng, _HEX[1:], 4)}::{groups}")


def _mac(rng: Random) -> list[str]:
    return [f"0{rng.choice('26ae')}", *(signs(rng, _HEX, 2) for _ in range(5))]


def _mac_colon(rng: Random) -> str:
    value = ":".join(_mac(rng))
    return rng.choice((value, value.upper()))


def _mac_hyphen(rng: Random) -> str:
    return "-".join(_mac(rng)).upper()


def _mac_dot(rng: Random) -> str:
    plain = "".join(_mac(rng))
    return ".".join((plain[:4], plain[4:8], plain[8:]))


def host(rng: Random) -> str:
    """A short name: site, role, number; as written, in lower or upper case."""
    site, role = rng.choice(_SITES), rng.choice(_ROLES)
    number = f"{rng.randrange(11, 99)}"
    shape = rng.choice(
        (f"{site}-{role}-{number}", f"{site}-{role}{number}", f"{site}-{role}-0{number}-a", f"{site}{role}0{number}")
    )
    return rng.choice((shape, shape, shape.upper()))


def _internal(rng: Random) -> str:
    zone = rng.choice(("corp.example", "intern.example.com", "ad.example.local", "lan.example.internal", "example.lan"))
    return f"{rng.choice(_COLOURS)}{digits(rng, 2)}-{rng.choice(_ROLES)}.{zone}"


def _public(rng: Random) -> str:
    return f"{rng.choice(_COLOURS)}{digits(rng, 2)}.{rng.choice(('example.com', 'example.org', 'example.net'))}"


def _first_label(value: str) -> tuple[str]:
    return (value.partition(".")[0],)


_AT_HOST = (
    "{}",
    "server {} down",
    "{} antwortet nicht",
    "reboot of {}",
    "Host: {}",
    "({})",
    "{}: disk full",
    'on "{}"',
    "auf {}.",
    "HOST\n{}",
)


def _named(make, *phrases: str) -> Seed:
    return phrased(make, phrases or _AT_HOST, hides=(zero_width,), pieces=_first_label)


def _numeric(make, *phrases: str) -> Seed:
    return phrased(make, phrases, hides=(full_width, zero_width))


_IP = (
    "{}",
    "ping {} fails",
    "IP: {}",
    "IP:{}",
    "({})",
    "IP-Adresse {}.",
    "host {} unreachable",
    "von {} gesperrt",
    "IP\n{}",
)


def _with_port(rng: Random) -> Seeded:
    value = address(rng)
    port = rng.choice((22, 443, 3389, 8080, 8443, 51820))
    phrase = rng.choice(
        (
            "{}:{port}",
            "connect to {}:{port} refused",
            "({}:{port})",
            "tcp://{}:{port}",
            "{} port {port}",
            "http://{}:{port}/",
        )
    )
    return Seeded(phrase.replace("{port}", str(port)).replace("{}", value), (value,))


def _cidr(rng: Random) -> Seeded:
    net = f"10.{rng.randrange(20, 250)}.{rng.randrange(100, 250)}.{rng.choice((0, 64, 128))}"
    phrase = rng.choice(
        ("{}/{n}", "subnet {}/{n}", "Netz {}/{n}.", "route to {}/{n} missing", "({}/{n})", "VLAN:{}/{n}")
    )
    return Seeded(phrase.replace("{n}", str(rng.choice((24, 25, 26)))).replace("{}", net), (net,))


def _share(rng: Random) -> Seeded:
    name, slash = host(rng), "\\"
    path = rng.choice(("finance$", "public\\Scans", "profiles$\\2026", "install"))
    phrase = rng.choice(("{}", "share {} is gone", "Laufwerk {} fehlt", '"{}"', "Pfad: {}", "({})"))
    return Seeded(phrase.replace("{}", f"{slash}{slash}{name}{slash}{path}"), literals(name))


def _url(rng: Random) -> Seeded:
    name = _internal(rng)
    page = rng.choice(("/login", "/app/start", "/status?x=1", ":8443/login"))
    url = f"{rng.choice(('https', 'http'))}://{name}{page}"
    phrase = rng.choice(("{}", "error on {}", "URL: {}", "<{}>", "({})", "Aufruf von {} dauert", "URL\n{}"))
    return Seeded(phrase.replace("{}", url), literals(name, *_first_label(name)))


def _home(*shapes: str) -> Seed:
    def seed(rng: Random) -> Seeded:
        user = f"{rng.choice(_USERS)}{digits(rng, 2)}"
        phrase = rng.choice(("{}", "profile {} is full", "Ordner {} fehlt", '"{}"', "Pfad:{}", "({})"))
        return Seeded(phrase.replace("{}", rng.choice(shapes).replace("{}", user)), literals(user))

    return seed


_V6 = ("{}", "ping6 {} fails", "IPv6: {}", "({})", "[{}]", "v6 {}.", "Adresse {}", "IPV6\n{}")
_MAC = ("{}", "MAC {}", "MAC: {}", "MAC:{}", "({})", "port security {}", "MAC-Adresse {}.", "client {} dropped")

KINDS = (
    Kind("ipv4", "An IPv4 address.", _numeric(address, *_IP)),
    Kind("ipv4_port", "An IPv4 address with a port.", _with_port),
    Kind("cidr", "A network by its prefix.", _cidr),
    Kind("ipv6_full", "An IPv6 address in full.", _numeric(lambda rng: _address_6(rng).exploded, *_V6)),
    Kind("ipv6_compressed", "A compressed IPv6 address.", _numeric(lambda rng: _address_6(rng).compressed, *_V6)),
    Kind("mac_colon", "A MAC address with colons.", _numeric(_mac_colon, *_MAC)),
    Kind("mac_hyphen", "A MAC address with hyphens.", _numeric(_mac_hyphen, *_MAC)),
    Kind("mac_dot", "A MAC address as switches print it.", _numeric(_mac_dot, *_MAC)),
    Kind("fqdn_internal", "A machine's full name in an internal zone.", _named(_internal)),
    Kind("fqdn_public", "A machine's full name in public DNS.", _named(_public)),
    Kind(
        "short_host", "A machine's short name of site, role and number.", phrased(host, _AT_HOST, hides=(zero_width,))
    ),
    Kind("unc_path", "A share on a machine.", _share),
    Kind("internal_url", "A URL of an internal machine.", _url),
    Kind(
        "home_windows",
        "A Windows home folder, which holds a user name.",
        _home("C:\\Users\\{}\\AppData", "C:\\Users\\{}", "D:\\Profile\\Users\\{}\\Desktop"),
    ),
    Kind(
        "home_unix",
        "A Unix home folder, which holds a user name.",
        _home("/home/{}/bin", "/home/{}", "/Users/{}/Library"),
    ),
)
