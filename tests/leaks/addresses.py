"""Mail addresses and telephone numbers, of the ranges that regulators keep for fiction where there are any.

Ofcom: 020 7946 0xxx and others; NANP: 555-01xx; ARCEP: 01 99 00 and others; Bundesnetzagentur: (0)30 23125 xxx and
others. Those that libphonenumber takes for no numbers (07700 900, 06 39 98) are left out: a redaction that asks it
would rightly pass them. Switzerland, Austria and India keep none; theirs are made up.
"""

from __future__ import annotations

import re
import string
from collections.abc import Callable, Iterable
from random import Random

from leaks.seeded import Kind, Make, Seed, Seeded, digits, full_width, literals, phrased, signs, zero_width

_LOCAL = ("moritz", "svenja", "harriet", "callum", "solene", "priya", "radek", "wenke", "tobin", "ilse")
_LAST = ("quendt", "ashdown", "fairlop", "brückner", "varga", "delmas", "oakhurst", "nygard", "tolle", "prasad")
_DOMAINS = ("example.com", "example.org", "example.net", "mail.example.com", "example.co.uk", "firma.example")
_PLAIN = str.maketrans({"ü": "ue"})


def _local(rng: Random) -> str:
    last = rng.choice(_LAST).translate(_PLAIN)
    return f"{rng.choice(_LOCAL)}{rng.choice(('.', '_', '-'))}{last}{rng.choice(('', digits(rng, 2)))}"


def mail(rng: Random) -> str:
    """A mail address of an example domain."""
    return f"{_local(rng)}{digits(rng, 2)}@{rng.choice(_DOMAINS)}"


def _local_part(value: str) -> tuple[str]:
    return (value.partition("@")[0],)


def _mail(*phrases: str, make: Make = mail) -> Seed:
    return phrased(make, phrases, hides=(zero_width,), pieces=_local_part)


def _shouted(rng: Random) -> str:
    local, _, domain = mail(rng).partition("@")
    return f"{local.upper()}@{domain.upper()}"


def _tagged(rng: Random) -> str:
    local, _, domain = mail(rng).partition("@")
    return f"{local}+{rng.choice(('alerts', 'test', 'noc'))}@{domain}"


def _numbers(pattern: str) -> Make:
    """A number of this pattern, with a random digit for each `#`; one of several, between `|`."""
    patterns = pattern.split("|")

    def make(rng: Random) -> str:
        return re.sub("#", lambda _match: rng.choice(string.digits), rng.choice(patterns))

    return make


def _subscriber(value: str) -> Iterable[str]:
    """The longest group of digits where it names the line by itself."""
    longest = max(re.findall(r"[0-9]+", value), key=len)
    return (longest,) if len(longest) >= 7 else ()


def _phone(pattern: str, *phrases: str) -> Seed:
    return phrased(_numbers(pattern), phrases, hides=(full_width, zero_width), pieces=_subscriber)


_GERMAN = (
    "Tel. {}",
    "Tel.:{}",
    "Rückruf unter {}",
    "({})",
    "TELEFON {}",
    "erreichbar unter {}.",
    "Telefon:\n{}",
    "Tel {}",
)
_ENGLISH = ("call {}", "phone: {}", "Tel:{}", "({})", "reach me at {}.", "CALL BACK {}", "tel\n{}", "phone {} please")
_MOBILE = ("mobil {}", "Handy: {}", "Handy:{}", "mobile {}", "Mobilnummer ({})", "cell {}", "MOBIL {}")


def _extension(rng: Random) -> Seeded:
    number = _numbers("+49 89 99998 ###|+49 30 23125 ###")(rng)
    own = digits(rng, 5)
    phrase = rng.choice(
        (
            "Tel. {n} Durchwahl {e}",
            "Tel. {n}, Durchwahl: {e}",
            "{n} ext. {e}",
            "phone {n} extension {e}",
            "Telefon {n} DW {e}",
            "({n} x{e})",
        )
    )
    return Seeded(phrase.format(n=number, e=own), literals(number, own))


def _us(rng: Random) -> str:
    area = rng.choice(("212", "303", "415", "512", "617", "702", "808", "919"))
    shapes: tuple[Callable[[str], str], ...] = (
        lambda line: f"({area}) 555-{line}",
        lambda line: f"+1 {area} 555 {line}",
        lambda line: f"+1 ({area}) 555-{line}",
        lambda line: f"1-{area}-555-{line}",
        lambda line: f"{area}-555-{line}",
    )
    return rng.choice(shapes)("01" + signs(rng, string.digits, 2))


KINDS = (
    Kind("mail_plain", "A mail address.", _mail("{}", "mail to {}", "Mail:{}", "von {}", "({})", "{}.", "bounce\n{}")),
    Kind("mail_angle", "A mail address in angle brackets.", _mail("<{}>", "Helpdesk <{}>", "From: <{}>", "an <{}>;")),
    Kind(
        "mail_link",
        "A mail address behind a link.",
        _mail("mailto:{}", "[mail](mailto:{})", "<mailto:{}>", "E-Mail mailto:{}"),
    ),
    Kind("mail_upper", "A mail address in capitals.", _mail("{}", "FROM {}", "MAIL: {}", "({})", make=_shouted)),
    Kind("mail_tagged", "A mail address with a tag.", _mail("{}", "alias {}", "Verteiler {}", "cc:{}", make=_tagged)),
    Kind(
        "phone_de_slash",
        "A German number with a slash.",
        _phone("030/23125###|030 / 23125 ###|069/90009###|040 / 66969-###|089/99998###|0221/4710###", *_GERMAN),
    ),
    Kind(
        "phone_de_blank",
        "A German number with blanks or hyphens.",
        _phone("030 23125###|030 23125 ###|069 90009-###|040-66969###|089 99998 ###|0221 4710 ###", *_GERMAN),
    ),
    Kind(
        "phone_de_international",
        "A German number with its country.",
        _phone(
            "+49 30 23125###|+49 (0)69 90009-###|+49(0)40 66969 ###|0049 89 99998###|+49-221-4710###|+493023125###",
            *_GERMAN,
            "{}",
        ),
    ),
    Kind(
        "phone_mobile",
        "A German mobile number.",
        _phone("0171 39200##|0171/39200##|+49 171 39200##|0176 04069###|+4917604069###|0176-04069###", *_MOBILE),
    ),
    Kind(
        "phone_uk",
        "A British number.",
        _phone(
            "020 7946 0###|+44 20 7946 0###|+44 (0)161 496 0###|0161 496 0###|029 2018 0###|+44 131 496 0###", *_ENGLISH
        ),
    ),
    Kind(
        "phone_us",
        "An American number.",
        phrased(_us, _ENGLISH, hides=(full_width, zero_width), pieces=_subscriber),
    ),
    Kind(
        "phone_fr",
        "A French number.",
        _phone(
            "01 99 00 ## ##|01.99.00.##.##|+33 1 99 00 ## ##|02 61 91 ## ##|+33 (0)4 65 71 ## ##", *_ENGLISH, "tél. {}"
        ),
    ),
    Kind(
        "phone_ch",
        "A Swiss number.",
        _phone("044 668 ## ##|+41 44 668 ## ##|+41 (0)31 322 ## ##|079 555 ## ##", *_GERMAN),
    ),
    Kind(
        "phone_at",
        "An Austrian number.",
        _phone("+43 1 58858 ###|01/58858###|+43 (0)662 8044 ###|+43 664 555####", *_GERMAN),
    ),
    Kind(
        "phone_in",
        "An Indian number.",
        _phone("+91 98450 #####|+91-98450-#####|+91 98450#####|+91 80 4112 ####", *_ENGLISH),
    ),
    Kind("phone_extension", "A number with an extension.", _extension),
)
