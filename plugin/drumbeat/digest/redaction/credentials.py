"""Passwords and the like, by the word that stands before them, and by the shape of a command or a connection.

"Password: x", "pw is x", "Kennwort lautet x", "mot de passe x", "token=x", "Bearer x", "--password x".
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drumbeat.digest.redaction.fold import GONE, Span
from drumbeat.digest.redaction.plain_words import is_plain, is_technical

_VALUE = re.compile(rf"\"[^\"{GONE}]{{1,80}}\"|'[^'{GONE}]{{1,80}}'|`[^`{GONE}]{{1,80}}`|[^\s{GONE}]+")
_SURE = (
    r"pa(?:ss[ -]?|\$\$)w[o0]rds?|pass(?:wd|phrase|code|wort|worter|w)?|kennw(?:ort|orter)?|"
    r"(?:seed|recovery)[ -]phrase|"
    r"pwd|pw|psw|mdp|mots? de passe(?: (?:provisoire|temporaire|initial|actuel|par defaut|wi-?fi))?|code d'acces|"
    r"cle (?:api|wi-?fi|wpa2?|reseau|secrete|privee)|contrasena|"
    r"losungswort|(?:einmal|initial|start|standard|benutzer|admin|root)(?:passwort|kennwort)|zugangscode|"
    r"passphrase|psk|pre-?shared[ _-]?key|client[ _-]?secret|(?:api|auth|secret|private|account|storage|encryption)"
    r"[ _-]?(?:access[ _-]?)?(?:key|secret)(?: id)?|shared[ _-]?(?:access[ _-]?)?(?:key|secret)|"
    r"access[ _-]?key(?:[ _-]?id)?|"
    r"(?:wlan|wi-?fi|wpa[23]?|netzwerk|api|zugriffs|sicherheits|lizenz|produkt|product|license|licence|recovery|"
    r"bitlocker|wiederherstellungs|activation)[ _-]?(?:schlussel|key|passwort|password)"
)
_NUMERIC = (
    r"(?:(?:sim|voicemail|karten|gerate|display)-?)?(?:pin|puk|tan|m?otp|totp)"
    r"(?:[ -]?(?:code|number|nummer|num|nr|no))?|"
    r"(?:verification|security|access|door|alarm|mfa|2fa|one[- ]time|entry|unlock|einmal|freigabe|sicherheits|tur|"
    r"bestatigungs)[ -]?(?:code|pin)"
)
_LOOSE = (
    r"[^\W\d_]{1,20}-?(?:passwort|kennwort)|secret|token|"
    r"(?:api|auth|access|refresh|session|sas|id|bot|deploy)[ _-]?token|session[ _-]?(?:key|id)|"
    r"community(?: string)?|credentials?|creds|zugangsdaten|anmeldedaten|logindaten|login-?daten|log-?in|"
    r"identifiants|logon|zugang|anmeldung|access|cookie|"
    r"jsessionid|phpsessid|sessionid|authorization|code|key|schlussel|signature|sig"
)
_LABEL = re.compile(
    rf"(?<![^\W_])(?:(?P<password>{_SURE})\d{{0,2}}|(?P<number>{_NUMERIC})|(?P<weak>{_LOOSE}))(?![^\W_])",
    re.IGNORECASE,
)
_FILLING = (
    r"(?:\s+(?:for|of|from|on|to|fur|von|vom|am|im|de|du|des|pour|sur)"
    rf"(?:\s+[^\s{GONE}:=]+){{1,3}}?|\s*\([^()]{{1,30}}\))?"
)
_ASSIGNED = re.compile(rf"{_FILLING}\.?[\"'\])]?\s*(?::=|=>|->|→|>|==?|:)\s*", re.IGNORECASE)
_TOLD = re.compile(
    rf"{_FILLING}\s+(?:is|was|are|ist|war|lautet|lauten|heisst|est|etait|equals)(?:\s+|\s*:\s*)"
    r"(?:(?:now|jetzt|nun|still|noch|currently|maintenant|also)\s+)?:?\s*",
    re.IGNORECASE,
)
_SET = re.compile(
    rf"{_FILLING}\s+(?:(?:is|was|has been|have been|wurde|wird|ist|a ete)\s+)?"
    r"(?:(?:re)?set|changed|updated|rotated|geandert|gesetzt|zuruckgesetzt|modifie|change|reinitialise)?\s*"
    r"(?:to|auf|zu|en|a|with|mit|avec)\s+:?",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"\s+(?:-\s+|[05789]\s+|r[ow]\s+)?|[,;](?=\S)|\s*[/|(]\s*")
_SECOND = re.compile(rf"(?:\s*[/|,]\s*|\s+(?:(?:mit|with|and|und|et|pw|password)\s+)?)(?P<value>[^\s{GONE}]+)")
_DIGITS = re.compile(r"\d{3,10}(?:[ -]\d{2,4})?(?!\w)")
_COMMUNITY = re.compile(
    rf"\bsnmp(?:[ -]?v?[123]c?)?[ -]community(?: string)?\s+(?:r[ow]\s+)?(?P<value>[^\s{GONE}]+)", re.IGNORECASE
)
_CLAUSE = re.compile(rf"[^,;{GONE}]*")
_BEFORE = re.compile(
    rf"(?<!\S)([^\s{GONE}]{{4,80}})\s+(?:is|as|ist|als|est|comme|=)\s+(?:(?:the|our|my|new|old|das|mein|neues|unser|le|son)\s+){{0,2}}$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    rf"(?<![\w.-])(?P<name>[a-z_][\w.-]{{0,60}})\s?(?P<link>:=|=>|=|:)\s?"
    rf"(?=(?P<value>(?:[^\s{GONE};&]|&(?!\w[\w.-]{{0,40}}=)){{1,120}}))",
    re.IGNORECASE,
)
_SECRET_NAME = re.compile(
    r"passw|passwort|kennwort|passphrase|pwd|secret|token|api[_.-]?key|access[_.-]?key|private[_.-]?key|credential|"
    r"auth[_.-]?key|account[_.-]?key|session[_.-]?id|(?:^|[_.-])(?:pw|pass|sig|key)$|(?:^|[_.-])(?:pw|pass)[_.-]",
    re.IGNORECASE,
)
_SCHEME = re.compile(
    rf"\b(?P<scheme>bearer|basic|negotiate|ntlm|apikey)\s+(?:token\s*:?\s+)?(?=(?P<value>[^\s{GONE}]{{3,120}}))",
    re.IGNORECASE,
)
_OPTION = re.compile(
    rf"(?<!\S)(?:--?(?:password|passwd|pass|pw|token|secret|api-?key|client-secret)[ =]+|"
    rf"/(?:pass(?:word)?|pw|p):|ConvertTo-SecureString\s+|/user:[^\s{GONE}]+\s+(?!/)|"
    rf"-p\s?(?=[^\s{GONE}]*[a-z])(?=[^\s{GONE}]*[\d!@#$%^&*])|"
    rf"(?:-u|--user)\s+(?=[^\s:{GONE}]+:))[^\s{GONE}]+",
    re.IGNORECASE,
)
_CONNECTION = re.compile(
    rf"(?:\b(?:\w+ )?\w{{2,40}}\s?=\s?[^;={GONE}]{{0,200}}(?:={{1,2}}(?=;))?;\s?)+"
    rf"(?:(?:\w+ )?\w{{2,40}}\s?=\s?[^\s;{GONE}]*)?"
)
_CONNECTING = re.compile(
    r"\b(?:server|data source|user id|uid|database|initial catalog|accountname|endpoint|accountkey|dsn|host|"
    r"sharedaccesskey(?:name)?|password|pwd|driver|provider)\s?=",
    re.IGNORECASE,
)
_TOOL = re.compile(
    rf"(?<![\w.-])(?:"
    rf"(?:sqlplus|rman|expdp|impdp|exp|imp|sqlldr|ttisql)(?:\s+-\w+)*(?:\s+\w+=)?\s+[\"']?(?P<oracle>[^\s{GONE}/]+/[^\s{GONE}]+)|"
    rf"(?:sqlcmd|osql|bcp|isql|plink|pscp|psexec|putty|winscp|ldapsearch|ldapmodify|redis-cli|mysql|mysqldump|mongo|mongosh|"
    rf"docker|podman|helm|oc|az|psql|snmpwalk|snmpget|snmpset|ipmitool|smbclient|mount|rdesktop|xfreerdp|htpasswd|keytool)"
    rf"(?:\s[^\s{GONE}]+){{0,12}}?\s(?:-(?:P|p|pw|w|a|c|A|X)\s?|-U\s?[^\s{GONE}%]+%|/p:|-(?:store|key)pass\s)"
    rf"(?P<option>[^\s{GONE}-][^\s{GONE}]+))"
)
_DEEDS = frozenset({"backup", "restore", "import", "export", "load", "dump", "jobs"})
_GROUPS = re.compile(r"(?:[ -][A-Za-z0-9]{4}(?![^\W_])){2,}")
"""What goes on behind a key of which four signs were read: apps write theirs in groups of four."""
_ENCODED = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_CAPITAL_WITHIN = re.compile(r"[a-z][A-Z]|[A-Z]{2}[a-z]|\d")
_LATER = re.compile(r"\s(?:is|to|be|was|as|from|ist|lautet|auf|ware|sein|von|zu|est|en)\s+|[:=]\s*", re.IGNORECASE)
_ERROR = re.compile(r"[A-Z]{1,4}(?=\d)[A-Z0-9]{3,9}")
"""A code of an error, as often behind a portal's name and a colon as a password: E0434352, S0C7."""
_NEAR = 80
"""Characters behind a label in which a verb may still tell its value."""
_MOST_LABELS = 30
"""What stands behind so many is hidden unread: no text for readers has them, and each takes its time."""
_LETTER, _DIGIT, _SYMBOL = re.compile(r"[^\W\d_]"), re.compile(r"\d"), re.compile(r"[!@#$%^&*+=?~|<>:_]")
_LEAST = 4


def find(text: str) -> Iterator[Span]:
    """Where credentials stand that a word or a form gives away, with that word."""
    for before, label in enumerate(_LABEL.finditer(text)):
        yield from _before(text, label)
        if before == _MOST_LABELS:
            yield label.start(), len(text)
            break
        yield from _after(text, label)
        yield from _later(text, label)
    for named in _NAMED.finditer(text):
        if _SECRET_NAME.search(named["name"]) and ("=" in named["link"] or _looks_secret(named["value"])):
            yield named.start(), _end(text, named.span("value"))
    for scheme in _SCHEME.finditer(text):
        if _is_token(scheme["value"], is_bearer=scheme["scheme"].casefold() == "bearer"):
            yield scheme.start(), _end(text, scheme.span("value"))
    for community in _COMMUNITY.finditer(text):
        if community["value"] in {"public", "private"} or not is_plain(community["value"]):
            yield community.span()
    yield from _commands(text)


def _commands(text: str) -> Iterator[Span]:
    """Where a command or a connection is written out, with its options."""
    yield from (option.span() for option in _OPTION.finditer(text))
    for tool in _TOOL.finditer(text):
        if _is_pair(tool["oracle"]) if tool["oracle"] else _looks_secret(tool["option"]):
            yield tool.start(), _end(text, tool.span("oracle" if tool["oracle"] else "option"))
    for connection in _CONNECTION.finditer(text):
        if _CONNECTING.search(connection[0]):
            yield connection.span()


def _is_pair(said: str) -> bool:
    """User and password: `scott/tiger`, not `and/or` nor `backup/restore`."""
    user, _, password = said.partition("/")
    return _looks_secret(password) or not (is_plain(user) or is_plain(password) or user in _DEEDS)


def _after(text: str, label: re.Match[str]) -> Iterator[Span]:
    """From the label to the end of the value behind it."""
    for link, is_secret in ((_ASSIGNED, _is_assigned), (_TOLD, _is_told), (_SET, _is_beside), (_BESIDE, _is_beside)):
        joint = link.match(text, label.end())
        value = _value(text, label, joint.end()) if joint else None
        if value is None:
            continue
        end = _end(text, value.span())
        second = _SECOND.match(text, end) if label["weak"] and (link is _ASSIGNED or _is_login(label)) else None
        is_pair = second is not None and "/" in text[end : second.start("value")]
        if second and (_looks_secret(second["value"]) or (is_pair and is_secret(label, value[0]))):
            end = _end(text, (end, second.end()))
        elif not is_secret(label, value[0]):
            continue
        elif link is _ASSIGNED and "phrase" in label[0].casefold():
            clause = _CLAUSE.match(text, end)
            end = clause.end() if clause else end
        groups = _GROUPS.match(text, end) if len(value[0]) == _LEAST else None
        yield label.start(), groups.end() if groups else end
        return


def _value(text: str, label: re.Match[str], place: int) -> re.Match[str] | None:
    """What stands there; behind a PIN two groups of digits are one."""
    return (_DIGITS.match(text, place) if label["number"] else None) or _VALUE.match(text, place)


def _before(text: str, label: re.Match[str]) -> Iterator[Span]:
    """A value before the label: x is the password."""
    begin = max(0, label.start() - 120)
    said = _BEFORE.search(text[begin : label.start()])
    if said and label[0].casefold() not in _NEVER_BESIDE and _looks_secret(said[1]):
        yield begin + said.start(1), label.end()


def _later(text: str, label: re.Match[str]) -> Iterator[Span]:
    """A value some words behind a password's label: password of the new account was changed to x."""
    if label["password"]:
        for link in _LATER.finditer(text, label.end(), min(len(text), label.end() + _NEAR)):
            value = _VALUE.match(text, link.end())
            is_code = link[0].strip() == ":" and value is not None and _ERROR.fullmatch(_bare(value[0]))
            if value and _looks_secret(value[0]) and not is_code:
                yield value.start(), _end(text, value.span())


def _is_assigned(label: re.Match[str], value: str) -> bool:
    if label["weak"]:
        return _looks_secret(value) or (_is_login(label) and not is_plain(value))
    bare = _bare(value)
    if label["number"]:
        return sum(char.isdecimal() for char in bare) >= _LEAST or _looks_secret(bare)
    if bare.isdecimal():
        return len(bare) >= _LEAST
    if "phrase" in label[0].casefold():
        return bool(bare)
    return bool(bare) and not is_plain(bare)


def _is_login(label: re.Match[str]) -> bool:
    return label[0].casefold() in _LOGINS


def _is_told(label: re.Match[str], value: str) -> bool:
    if label["password"]:
        return _is_assigned(label, value)
    return _is_beside(label, value)


def _is_beside(label: re.Match[str], value: str) -> bool:
    bare = _bare(value)
    if label["number"]:
        return bare.replace(" ", "").replace("-", "").isdecimal() and _is_assigned(label, value)
    if label["password"] and value[0] in "\"'`":
        return not is_plain(bare)
    if label["password"] and bare.isdecimal():
        return len(bare) > _LEAST
    return label[0].casefold() not in _NEVER_BESIDE and _looks_secret(value)


_LOGINS = frozenset(
    {"credentials", "creds", "login-daten", "zugangsdaten", "anmeldedaten", "logindaten", "identifiants"}
)
_NEVER_BESIDE = frozenset(
    {"zugang", "anmeldung", "access", "logon", "code", "key", "schlussel", "sig", "signature", "cookie"}
)
"""Behind these a word with digits is as often a product as a secret."""


def _looks_secret(value: str) -> bool:
    """Whether it is no word and no figure: letters with digits, or with signs that words do not have."""
    bare = _bare(value)
    if len(bare) < _LEAST or is_technical(bare):
        return False
    has_letters, has_digits = bool(_LETTER.search(bare)), bool(_DIGIT.search(bare))
    return (has_letters and has_digits) or ((has_letters or has_digits) and _SYMBOL.search(bare) is not None)


def _is_token(value: str, *, is_bearer: bool) -> bool:
    """Whether what follows a scheme is a token: behind the others than Bearer only what looks encoded."""
    bare = _bare(value)
    if is_plain(bare) or is_technical(bare) or len(bare) < _LEAST:
        return False
    return is_bearer or (_ENCODED.fullmatch(bare) is not None and len(_CAPITAL_WITHIN.findall(bare)) > 1)


def _bare(value: str) -> str:
    return value.strip("\"'`.,;:()[]{}")


def _end(text: str, span: Span) -> int:
    """The end of a value without the full stop or bracket behind it."""
    return span[0] + len(text[span[0] : span[1]].rstrip(".,;)]}"))
