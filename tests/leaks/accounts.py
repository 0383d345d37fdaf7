"""Bank accounts, cards and numbers of persons, each with right check digits, none of anybody."""

from __future__ import annotations

import re
import string
from random import Random

from leaks.seeded import Kind, Seed, Seeded, digits, full_width, literals, phrased, signs, zero_width

LEAST_TAIL = 6
"""Signs of a tail that begins with a group of digits."""
LEAST_DIGITS = 10
"""Digits at the end of an unbroken number: fewer would be found in others by chance."""


def _letters(value: str) -> str:
    """Letters as numbers from 10 on, as ISO 13616 counts them."""
    return "".join(str(int(sign, 36)) for sign in value)


def _french(rng: Random) -> str:
    bank, branch, account = digits(rng, 5), digits(rng, 5), digits(rng, 11)
    key = 97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97
    return f"{bank}{branch}{account}{key:02}"


def iban(rng: Random) -> str:
    """An IBAN of one of eight countries (ISO 13616: modulo 97 leaves 1)."""
    country = rng.choice(("DE", "AT", "CH", "FR", "GB", "NL", "LI", "LU"))
    basic = {
        "DE": lambda: digits(rng, 18),
        "AT": lambda: digits(rng, 16),
        "CH": lambda: digits(rng, 17),
        "FR": lambda: _french(rng),
        "GB": lambda: "EXBK" + digits(rng, 14),
        "NL": lambda: "EXBK" + digits(rng, 10),
        "LI": lambda: digits(rng, 17),
        "LU": lambda: digits(rng, 16),
    }[country]()
    check = 98 - int(_letters(f"{basic}{country}00")) % 97
    return f"{country}{check:02}{basic}"


def grouped(value: str, *sizes: int, joint: str = " ") -> str:
    """In groups of these sizes, the last one as often as needed."""
    groups, left, at = [], list(sizes), 0
    while at < len(value):
        size = left.pop(0) if len(left) > 1 else left[0]
        groups.append(value[at : at + size])
        at += size
    return joint.join(groups)


def with_luhn(number: str) -> str:
    """With the check digit of ISO/IEC 7812 behind it."""
    doubled = (int(digit) * (2 if at % 2 == 0 else 1) for at, digit in enumerate(reversed(number)))
    return f"{number}{-sum(sum(divmod(each, 10)) for each in doubled) % 10}"


def card(rng: Random) -> str:
    """A number of one of three brands."""
    brand = rng.randrange(3)
    if brand == 0:
        return with_luhn("4" + signs(rng, string.digits, 14))
    if brand == 1:
        return with_luhn("5" + rng.choice("12345") + signs(rng, string.digits, 13))
    return with_luhn("3" + rng.choice("47") + signs(rng, string.digits, 12))


def _card_with(joint: str):
    def make(rng: Random) -> str:
        number = card(rng)
        return grouped(number, *((4, 6, 5) if len(number) == 15 else (4,)), joint=joint)

    return make


def _insurance_us(rng: Random) -> str:
    area = rng.choice([each for each in range(100, 773) if each != 666])
    return f"{area}-{rng.randrange(10, 100)}-{rng.randrange(1000, 10_000)}"


def _insurance_uk(rng: Random) -> str:
    letters = rng.choice("ABCEGHJKLMPRSTWXYZ") + rng.choice("ACEHJLMPRSTWXYZ")
    joint = rng.choice((" ", ""))
    return grouped(f"{letters}{digits(rng, 6)}{rng.choice('ABCD')}", 2, joint=joint)


def _tax_de(rng: Random) -> str:
    """Eleven digits: in the first ten exactly one digit comes twice; then ISO 7064 MOD 11,10."""
    ten = rng.sample(string.digits, 9)
    twice = rng.choice(ten)
    ten.insert(rng.randrange(10), twice)
    if ten[0] == "0" or twice * 2 in "".join(ten):
        return _tax_de(rng)
    product = 10
    for digit in ten:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    number = "".join(ten) + str((11 - product) % 10)
    return rng.choice((number, grouped(number, 2, 3)))


def _nir(rng: Random) -> str:
    """Sex, year, month, department, commune, order, and 97 minus the rest."""
    born = f"{rng.randrange(50, 99)}{rng.randrange(1, 13):02}"
    plain = f"{rng.choice('12')}{born}{rng.randrange(21, 95)}{digits(rng, 3)}{digits(rng, 3)}"
    number = f"{plain}{97 - int(plain) % 97:02}"
    return rng.choice((number, grouped(number, 1, 2, 2, 2, 3, 3, 2)))


def _ahv(rng: Random) -> str:
    """756, nine digits, and the check digit of an EAN-13."""
    twelve = "756" + signs(rng, string.digits, 9)
    total = sum(int(digit) * (3 if at % 2 else 1) for at, digit in enumerate(twelve))
    return grouped(f"{twelve}{-total % 10}", 3, 4, 4, 2, joint=".")


def _passport(rng: Random) -> str:
    return rng.choice("CFGHJK") + signs(rng, "CFGHJKLMNPRTVWXYZ" + string.digits, 7) + rng.choice(string.digits)


def _tail(value: str) -> tuple[str, ...]:
    """What is left where only the first half was recognised, where it is long enough to tell."""
    begin = re.search(r"[ .-]", value[len(value) // 2 - 1 :])
    if not begin:
        return (value[-LEAST_DIGITS:],) if len(value) > LEAST_DIGITS + 3 else ()
    tail = value[len(value) // 2 - 1 :][begin.end() :]
    return (tail,) if sum(sign.isalnum() for sign in tail) >= LEAST_TAIL else ()


def _numbers(make, *phrases: str) -> Seed:
    return phrased(make, phrases, hides=(full_width, zero_width), pieces=_tail)


_IBAN = ("IBAN {}", "IBAN: {}", "IBAN:{}", "{}", "({})", "Konto {}.", "refund to {}", "Überweisung auf {}", "IBAN\n{}")
_CARD = ("{}", "card {}", "Karte: {}", "Kreditkarte {}", "CARD NO:{}", "({})", "payment with {} declined.", "card\n{}")


def _with_bic(rng: Random) -> Seeded:
    bic = rng.choice(("EXBKDEFFXXX", "EXBKATWW", "EXBKCHZZ"))
    number = rng.choice((iban(rng), grouped(iban(rng), 4)))
    phrase = rng.choice(
        ("BIC {b} IBAN {n}", "IBAN: {n}, BIC: {b}", "{n} ({b})", "Bankverbindung {n} / {b}", "BIC:{b}\nIBAN:{n}")
    )
    return Seeded(phrase.format(b=bic, n=number), literals(number, *_tail(number)))


KINDS = (
    Kind("iban", "An IBAN.", _numbers(iban, *_IBAN)),
    Kind("iban_blanks", "An IBAN in groups of four.", _numbers(lambda rng: grouped(iban(rng), 4), *_IBAN)),
    Kind("iban_with_bic", "An IBAN beside its BIC; the BIC is the bank's, and no secret.", _with_bic),
    Kind("card_plain", "A card number in one.", _numbers(card, *_CARD)),
    Kind("card_blanks", "A card number with blanks.", _numbers(_card_with(" "), *_CARD)),
    Kind("card_hyphens", "A card number with hyphens.", _numbers(_card_with("-"), *_CARD)),
    Kind(
        "ssn_us",
        "An American social security number.",
        _numbers(_insurance_us, "SSN {}", "SSN: {}", "SSN:{}", "({})", "social security {}.", "ssn\n{}"),
    ),
    Kind(
        "nino_uk",
        "A British national insurance number.",
        _numbers(_insurance_uk, "NI number {}", "NINO: {}", "NINO:{}", "(NI {})", "national insurance {}."),
    ),
    Kind(
        "tax_id_de",
        "A German tax number of a person, with its cue.",
        _numbers(
            _tax_de,
            "Steuer-ID {}",
            "Steuer-ID: {}",
            "IdNr.:{}",
            "steuerliche Identifikationsnummer {}",
            "(StID {})",
            "tax ID {}",
        ),
    ),
    Kind(
        "nir_fr",
        "A French social security number.",
        _numbers(_nir, "NIR {}", "n° de sécurité sociale {}", "NIR:{}", "numéro de sécu : {}", "(NIR {})"),
    ),
    Kind(
        "ahv_ch",
        "A Swiss social security number.",
        _numbers(_ahv, "AHV {}", "AHV-Nr. {}", "AHV:{}", "({})", "numéro AVS {}.", "{}"),
    ),
    Kind(
        "passport",
        "The number of a passport or identity card, with its cue.",
        _numbers(
            _passport,
            "passport {}",
            "passport no. {}",
            "Reisepass Nr. {}",
            "Passnummer:{}",
            "Personalausweis {}",
            "(Ausweis-Nr. {})",
            "PASSPORT NO {}",
        ),
    ),
    Kind(
        "customer_account",
        "A customer's account number, with its cue.",
        _numbers(
            lambda rng: digits(rng, rng.choice((8, 10))),
            "Kundennummer {}",
            "Kunden-Nr.: {}",
            "account no. {}",
            "account number:{}",
            "customer account {}",
            "Kontonummer {}",
            "Kto. {}",
            "(acct {})",
        ),
    ),
)
