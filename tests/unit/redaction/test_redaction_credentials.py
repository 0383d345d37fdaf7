"""Passwords behind a word that says so, in three languages, in commands and connections."""

from __future__ import annotations

import pytest

from drumbeat.digest.redaction import redact

VALUES = ("hunter" + "2", "Spring" + "-2026!", "S0mmer" + "2024", "P@ss" + "w0rd")
PHRASES = """
pw is {}
Password: {}
password={}
Password :{}
Kennwort: {}
Kennwort lautet {}
Kennwort lautet: {}
PW {}
pwd:{}
mot de passe : {}
le mot de passe est {}
mdp: {}
Passwort ist jetzt {}
new password '{}' set
Set password for admin to {}
password for svc_backup is {}
Passwort für Benutzer meier: {}
Kennwort auf {} geändert
password has been reset to {}
DB_PASSWORD={}
dbPassword: {}
mysql --password={} fails
mysql --password {} fails
sshpass -p {} ssh x
user root, pass: {}
login admin/{}
login: admin / {}
Credentials admin:{}
Zugangsdaten: admin / {}
secret: {}
client_secret={}
API key: {}
api-key {}
X-Api-Key: {}
token: {}
Bearer {}
Authorization: Bearer {}
PSK: {}
WLAN-Schlüssel: {}
Wi-Fi password is {}
SNMP community {}
{} is the password
Password for user jdoe on the gateway is {}
password of the new account was changed to {}
mot de passe provisoire {}
clé API: {}
pass word: {}
PW-Reset: {}
Login-Daten: x / {}
pw1: {}
Server=db1;Database=x;User Id=sa;Password={};Encrypt=yes
https://admin:{}@intranet.example.com/x
postgres://app:{}@db.example.com:5432/x
jdbc:oracle:thin:scott/{}@db01:1521/ORCL
curl -u admin:{} x
SharedAccessKey={}
passphrase: {}
JSESSIONID={}
"password": "{}"
(pw: {})
""".strip().splitlines()


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("phrase", PHRASES)
def test_a_password_goes_with_its_label(phrase, value):
    """Whatever the words between label and value, the value goes, and the title around it stays."""
    told = redact(f"Mailbox restored: {phrase.format(value)}, told the user")
    assert value not in told
    assert told.startswith("Mailbox restored: ")
    assert "[…]" in told
    assert told.endswith("told the user")


@pytest.mark.parametrize("word", ["hunter", "sunshine", "geheim", "changeme", "qwertz", "letmein"])
@pytest.mark.parametrize("phrase", ["Password: {}", "pw={}", "Kennwort lautet {}", "password is {}", "mdp : {}"])
def test_a_password_may_be_a_plain_word(phrase, word):
    """Behind a label and a colon or a verb even a word without digits goes."""
    assert word not in redact(phrase.format(word))


@pytest.mark.parametrize(
    "said", ["PIN 4711", "PIN: 4711", "PIN is 4711", "door code 4711", "Einmalcode 4711", "PUK 4711"]
)
def test_pins_go(said):
    """Four digits behind PIN are a PIN."""
    assert "4711" not in redact(f"Phone set up, {said}")


def test_a_phrase_goes_as_a_whole():
    """A passphrase goes up to the end of the clause."""
    assert redact("Seed phrase: apple banana cherry, kept") == "[…], kept"
