"""Passwords, PINs and what people write around them."""

from __future__ import annotations

import string
from random import Random

from leaks.seeded import Kind, Seeded, alphanumeric, digits, full_width, literals, phrased, signs, zero_width

_WORDS = (
    *("Kraniche", "Sumpfdotter", "Bergahorn", "Zaunkoenig", "Pumpernickel", "Gewitter", "Blaumeise", "Salzwiese"),
    *("Cobblestone", "Marmalade", "Driftwood", "Foxglove", "Lighthouse", "Saltmarsh", "Bramble", "Kingfisher"),
)
_LOWER = ("amsel", "moos", "tor", "kiesel", "otter", "fjord", "quartz", "thistle", "gravel", "velvet", "pebble")
_SPECIAL = "&<>#$%+*_^~!?="


def password(rng: Random) -> str:
    """One of the three sorts that people use: a word with additions, signs of a generator, or joined words."""
    style = rng.randrange(3)
    if style == 0:
        return f"{rng.choice(_WORDS)}{digits(rng, 4)}{rng.choice('!?#$')}"
    if style == 1:
        inner = list(alphanumeric(rng, 9) + signs(rng, _SPECIAL, 3))
        rng.shuffle(inner)
        return rng.choice(string.ascii_letters) + "".join(inner) + rng.choice(string.digits)
    return "-".join((*rng.sample(_LOWER, 3), digits(rng, 4)))


def plain_password(rng: Random) -> str:
    """One without signs that a URL or a command line reads otherwise."""
    return f"{rng.choice(_WORDS)}{digits(rng, 3)}{alphanumeric(rng, 4)}"


def _second_half(value: str) -> tuple[str]:
    return (value[len(value) // 2 :],)


def _user(rng: Random) -> str:
    return f"{rng.choice(('svc', 'adm', 'oper', 'batch', 'scan'))}_{rng.choice(_LOWER)}{digits(rng, 3)}"


def _with_cue(*phrases: str):
    return phrased(password, phrases, hides=(zero_width, full_width), pieces=_second_half)


_ENGLISH = _with_cue(
    "password: {}",
    "Password:{}",
    "PASSWORD = {}",
    "the new password ({}) works",
    'password "{}"',
    "password:\n{}",
    "pwd={}",
    "passwd {} was refused.",
    "passcode: {}",
    "passphrase: {}.",
    "temp password - {}",
)
_GERMAN = _with_cue(
    "Passwort: {}",
    "Kennwort:{}",
    "PASSWORT {}",
    "das Passwort lautet {}",
    "Kennwort „{}“",
    "Initialkennwort = {}",
    "Passwort ist {} bitte ändern",
    "Startpasswort ({})",
    "PW: {}",
    "Zugangspasswort:\n{}",
)
_FRENCH = _with_cue(
    "mot de passe : {}",
    "Mot de passe: {}",
    "MOT DE PASSE = {}",
    "mdp: {}",
    "mdp {}",
    "le mot de passe est {}",
    "mot de passe «{}»",
)
_IS = _with_cue(
    "pw is {}",
    "PW is {}",
    "my pw is {}",
    "the password is {}",
    "pwd is now {}",
    "pw was {}",
    "password is: {}",
    "set pw to {}",
    "password changed to {}",
)


def _login(rng: Random) -> Seeded:
    user, secret = _user(rng), plain_password(rng)
    phrase = rng.choice(
        (
            "login: {u} / {p}",
            "Login:{u}/{p}",
            "user {u} password {p}",
            "Benutzer: {u} Passwort: {p}",
            "credentials: {u}:{p}",
            "Zugangsdaten {u} / {p}",
            "LOGIN {u} PW {p}",
            "user={u}\npassword={p}",
            "(user: {u}, pass: {p})",
        )
    )
    return Seeded(phrase.format(u=user, p=secret), (secret,))


_PIN = phrased(
    lambda rng: digits(rng, rng.choice((6, 6, 8))),
    (
        "PIN: {}",
        "PIN {}",
        "pin is {}",
        "pin code {}",
        "SIM-PIN: {}.",
        "die PIN lautet {}",
        "PUK {}",
        "door code: {}",
        "Voicemail-PIN ({})",
        "Türcode {}",
    ),
    hides=(full_width,),
)
_WIFI = phrased(
    plain_password,
    (
        "WLAN-Schlüssel: {}",
        "wifi password {}",
        "Wi-Fi passphrase: {}",
        "WPA2 key: {}",
        "WLAN Passwort {}",
        "guest wifi pw: {}",
        "PSK={}",
        "WPA2-PSK {}",
    ),
    hides=(zero_width,),
    pieces=_second_half,
)


def _awkward(rng: Random) -> str:
    """One with signs that outputs escape, in the middle of it."""
    return "".join((rng.choice(_WORDS), *rng.sample(('"', "'", "\\", "`", "&", "|"), 3), digits(rng, 4), "x"))


_AWKWARD = phrased(
    _awkward,
    ("password: {}", "Passwort: {}", "Kennwort {}", "pw is {}", "PASSWORD={}", "mot de passe : {}", "pwd:{}"),
    pieces=lambda value: (value[:-6],),
)


def _command(rng: Random) -> Seeded:
    secret, user = plain_password(rng), _user(rng)
    phrase = rng.choice(
        (
            "curl -u {u}:{p} fails",
            "net use Z: /user:{u} {p}",
            "sshpass -p {p} ssh {u}",
            "mysql -u {u} --password={p}",
            "sqlplus {u}/{p}",
            "export DB_PASSWORD={p}",
            "set ADMIN_PASSWORD={p}",
        )
    )
    return Seeded(phrase.format(u=user, p=secret), literals(secret))


KINDS = (
    Kind("password_en", "A password after an English cue word.", _ENGLISH),
    Kind("password_de", "A password after a German cue word.", _GERMAN),
    Kind("password_fr", "A password after a French cue word.", _FRENCH),
    Kind("password_is", "A password that a sentence tells: “pw is …”.", _IS),
    Kind("password_awkward", "A password with quotes, backslashes and the like in it.", _AWKWARD),
    Kind("login_pair", "A user with the password beside it.", _login),
    Kind("pin", "A PIN, PUK or door code after its cue word.", _PIN),
    Kind("wifi_passphrase", "The passphrase of a wireless network.", _WIFI),
    Kind("command_line", "A password in a command or a variable of a shell.", _command),
)
