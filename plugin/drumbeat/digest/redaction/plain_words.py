"""Words that follow "password" or "token" without being one, and designations that only look like secrets."""

from __future__ import annotations

import re

_WORDS = frozenset(
    """
    a about access account accounts after again all also always an and any api app are as asked at auth authentication
    bad based be because been before being best better blank blocked box but by bug can cannot case change changes
    client code compromised configuration console correct could created credentials data days default denied design
    different does doesn down due easy email empty end error errors expires expiry fails failure faq few field file
    first fix for forgotten found free from full gone good guide guidelines hard has hash have help hidden history how
    hygiene if in incorrect information infos insecure instructions invalid is issue issues it its just keep known less
    lifetime list lists lock locked login logon lost make management manager may migration minimum missing mode more
    most must my need needs never new no none not nothing now of off ok old on once one only open or our out outdated
    over overview own page per phase please policies policy portal possible problem problems process project prompt
    protected public quality question reason recovery refresh registration reminder request requests required
    requirements reset resets right rollout rotation rules run safe same secrets secure security self sent server
    service services set several shared short should show shown similar since single so solved some standard state
    still stored strength strong such support sync synced system team text than that the their them then there
    these they things this those three through time tips to today token tokens too tool two unknown unsafe unsecure up
    update upgrade used user users validation valid vault via visible wait was way weak were what when where whether
    which who why will with within without works work workshop wrong yes you your yet zero

    abgelaufen aber alle alles als alt am an anfrage anleitung auf aus bei bekannt beim bereits bitte da das dem den der
    des die doch du durch ein eine einen einer erforderlich erneut es falsch fehler fehlt fest fur ganz gesperrt
    gesucht gleich gut hat hilfe hinweise ihr im in ist ja jetzt kann kein keine konzept lang leer leider man mehr mit
    muss nach neu neue neuer nicht nichts nie noch nun nur ob oder ohne per portal problem regeln richtlinie richtlinien
    schon schwach seit sich sicher sind so sowie stark tipps uber um unbekannt und ungultig unsicher unter vergeben
    vergessen verloren vom von vor wann war warum was weg wegen weiter wer werden wie wieder wird wo wurde zu zum zur

    au aux avec bloque comment correct dans de des du en erreur est et expire expiree faux faible incorrect inconnu
    invalide la le les mais mauvais non nouveau nouvelle obligatoire ou oublie oubliee par pas perdu plus politique
    pour pourquoi probleme que qui refuse refusee reinitialisation requis sans securite sur trop un une verrouille

    standardized single-sign-on sign-on signon sso mfa oauth saml ldap kerberos ntlm radius certificate certificates
    windows linux sap azure entra google microsoft outlook office exchange vpn wlan wifi citrix oracle apple android
    teams sharepoint servicenow intune okta ring bucket based cache replay theft lifetimes expiration leak leaks
    integration
    """.split()  # noqa: SIM905
)
_ENDINGS = re.compile(
    r"[a-z]{2,}(?:ed|ing|tions?|able|ible|ments?|ness|ity|ance|ence|ungs?|ungen|iert|ieren|barkeit|keit|heit|lich|tionen)"
)
_TECHNICAL = re.compile(
    r"""
    (?:[mosrvupxhqk]\d{1,4}(?:\.\d+)*
    |(?:cve|cwe|kb|inc|chg|prb|ritm|req|sctask|task|rfc|iso|din|sha|aes|rsa|md|des|3des|tls|ssl|oauth|saml|wpa|wep
      |ntlm|eap|ver|rev|release|office|windows|win|id|ipv|http|https|rs|hs|es|ed|curve|pbkdf|argon|bcrypt|fido|pkcs
      |utf|ucs|base|kv|ad|event|eventid|aadsts|ora|ex|sp|kw|fy|pci|nist|tier|level|phase|step)
      [-_ ]?v?\d[\d.-]{0,8}(?:[-_]?[a-z]{1,3}\d{0,2})?)
    |\d+(?:[.,:/-]\d+)*%?                   # figures, versions, days
    |\d+[a-z]{1,3}                          # 2FA, 90d, 3rd
    |\d+[-x][a-z]+(?:-[a-z]+)*              # 90-day
    |0x[0-9a-f]+
    |ms-?chap(?:-?v2)?|802\.1x|s/4hana|c\#|\.net|[a-z]+(?:/[a-z]+)+|[a-z]+365|[a-z]{1,3}\d
    |[a-z]+[:?!=]+                           # a word, and the sign behind it
    |[a-z]+[&+][a-z]+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_plain(value: str) -> bool:
    """Whether it is an ordinary word of titles, so that "Password: expired" stays readable."""
    word = value.casefold().strip("\"'`.,;:()[]{}!?-")
    return word in _WORDS or word.split("-")[0].split("/")[0] in _WORDS or _ENDINGS.fullmatch(word) is not None


def is_technical(value: str) -> bool:
    """Whether it is a version, a figure or a designation: SHA256, KB5034441, 90-day, 2FA."""
    return _TECHNICAL.fullmatch(value) is not None
