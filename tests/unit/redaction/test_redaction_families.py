"""Families that an independent generator found open, and titles that only look like them."""

from __future__ import annotations

import pytest

from drumbeat.digest.redaction import redact

SEED = "KYUV" + " AWQR" + " FMZ6" + " IPEX"
PAIR = "batch_kelp533" + "/" + "Seagull93186t2"
HIDDEN = {
    "seed": (f"Rebuild {SEED} now", SEED[:4]),
    "seed behind its label": (f"2FA seed: {SEED.lower()}, kept", "awqr"),
    "seed in one": (f"Kept {SEED.replace(' ', '')}", "AWQR"),
    "app password": ("password: " + "abcd efgh ijkl mnop" + ", kept", "efgh"),
    "passport of letters": ("Passport " + "CZHYJY5K5", "CZHYJY"),
    "identity card": ("(Ausweis-Nr. " + "KYLMNPRT5)", "KYLM"),
    "account": ("acct " + "1329780032", "132978"),
    "account in short": ("Kto. " + "92680000", "926"),
    "account of a customer": ("customer account " + "37143324", "3714"),
    "pin code": ("pin code " + "765111", "765"),
    "pin of a card": ("SIM-PIN " + "4711", "4711"),
    "client of a database": (f"sqlplus {PAIR} fails", "Seagull"),
    "tool with an option": ("sqlcmd -S x -U sa -P " + "Seagull93186t2", "Seagull"),
    "home below a folder": ("D:\\Profile\\Users\\tnord27\\Desktop", "tnord"),
    "home without a drive": ("in Users\\tnord27\\Desktop", "tnord"),
    "home on a share": ("/export/data/home/tnord27/bin", "tnord"),
    "mac behind its label": ("MAC:" + "0A:F0:61:F5:F3:72", "F0:61"),
    "mac with hyphens": ("MAC:" + "0A-F0-61-F5-F3-72", "F0-61"),
    "mac with dots": ("MAC:" + "0ac3.8338.ed69", "8338"),
    "machine with a side": ("muc-fw-034-a down", "034"),
    "machine of a site": ("HAM-DB68 down", "68"),
    "machine in one word": ("reboot of oslsan074", "osl"),
    "compound of Passwort": ("Zugangspasswort:\n" + "ZlUxe0n&1~m$U6", "m$U6"),
    "two telephone numbers": ("+33 (0)4 65 71 24 79 (030/23125105)", "105"),
}
KEPT = """
Passport 2.0 rollout to all sites
Konto 470110 in Kostenstelle 4711 umgebucht
Customer account 360 view in CRM
DATA BASE TEST PLAN 2026 done
TOTP secrets rotated for all admins
2FA seed data moved to the vault
PIN code policy for mobile phones
sqlplus and/or toad
rman backup/restore drill
Users\\Public folder cleaned up
MS-SQL19 evaluation
AP-505 and AP-515 in hall 3
WEB-123 closed
map01 layout changed
ORA-01555 solved
Floor 3-a and 3-b rewired
DIN VDE 0701-0702 test of power strips
Order 0080012345 released
Upgrade access points to firmware 8.10.185.0
API key rotation: E0434352 no longer shown
Administratorkennwort: Tausch automatisiert
MAC: new laptops for design
""".strip().splitlines()


@pytest.mark.parametrize("kind", HIDDEN)
def test_families_go(kind):
    """Nothing is left of any of them."""
    text, piece = HIDDEN[kind]
    assert piece in text
    assert piece.casefold() not in redact(text).casefold()


@pytest.mark.parametrize("title", KEPT)
def test_what_only_looks_like_them_stays(title):
    """A title of the same words and figures that hides nothing is shown as it is."""
    assert redact(title) == title


@pytest.mark.parametrize(
    "account", ["samplepa", "sampleyp", "samplep", "psample", "pasample", "patsample", "pat.sample", "x204711"]
)
def test_accounts_made_of_names_go(account):
    """A family name with up to three letters of another, either way round; or a user name handed in."""
    names = ("Pat Sample", "Yp Sample", "x204711")
    assert redact(f"account {account} locked", names) == "account […] locked"


def test_short_names_make_no_words():
    """Letters of one name beside a short other name are as often a word."""
    assert redact("The person portal", ("Perry Son",)) == "The person portal"
