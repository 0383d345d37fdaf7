"""Samples of what must not leave, invented, and put together at run time: no scanner shall take them for real."""

from __future__ import annotations

import base64
import json

PEOPLE = ("Ann-Kathrin Lee", "Müller, Jürgen", "Pat Sample (external)")
_HEX = "0123456789abcdef"
_MIXED = "aB3dE5gH7jK9mN1pQ3sT5vW7yZ9bC2eF4hJ6"


def _part(said: dict[str, str]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


JWT = ".".join((_part({"alg": "HS256"}), _part({"sub": "1234"}), _MIXED))
DASHES = "-" * 5
PEM = f"{DASHES}BEGIN PRIVATE KEY{DASHES} MIIEvq {_MIXED} {DASHES}END PRIVATE KEY{DASHES}"
KEYS = {
    "aws": "AKIA" + "IOSFODNN7SAMPLE0",
    "aws secret": "wJalrXUtnFEMI" + "/K7MDENG/" + "bPxRfiCYSAMPLEKEY0",
    "github": "gh" + "p_" + _MIXED,
    "github fine": "github" + "_pat_" + _MIXED,
    "gitlab": "gl" + "pat-" + _MIXED[:20],
    "slack": "xox" + "b-123456789012-" + _MIXED[:24],
    "stripe": "sk" + "_live_" + _MIXED[:24],
    "google": "AI" + "za" + _MIXED[:35],
    "sendgrid": "S" + "G." + _MIXED[:22] + "." + _MIXED,
    "openai": "sk" + "-proj-" + _MIXED,
    "anthropic": "sk" + "-ant-" + _MIXED,
    "hugging face": "h" + "f_" + _MIXED[:34],
    "npm": "np" + "m_" + _MIXED,
    "pypi": "py" + "pi-" + _MIXED,
    "digital ocean": "do" + "p_v1_" + _HEX * 4,
    "shopify": "shp" + "at_" + _HEX * 2,
    "vault": "hv" + "s." + _MIXED,
    "databricks": "da" + "pi" + _HEX * 2,
    "atlassian": "AT" + "ATT3x" + _MIXED,
    "twilio": "A" + "C" + _HEX * 2,
    "mailgun": "ke" + "y-" + _HEX * 2,
    "mailchimp": _HEX * 2 + "-us" + "5",
    "telegram": "110201543" + ":AA" + _MIXED[:33],
    "azure": "aZx" + "8Q~" + _MIXED,
    "uuid": "550e8400-e29b-41d4" + "-a716-446655440000",
    "hash": _HEX * 2,
    "product key": "NF6HC-Q8HJT-BWX24" + "-J2KPD-9RTGV",
    "recovery key": "-".join(f"{number}{number}" for number in range(111, 119)),
    "random": _MIXED[:24],
    "jwt": JWT,
    "pem": PEM,
}
ADDRESSES = {
    "mail": "ann.lee@example.com",
    "mail, written out": "ann.lee [at] example [dot] com",
    "mail, spoken": "ann at example dot com",
    "account at a host": "root@srv01",
    "link": "https://portal.example.com/x?y=1",
    "link with password": "https://u:" + "pa55@portal.example.com/",
    "web": "www.example.com/x",
    "share": "\\\\kie-nas\\Team Share\\HR\\x.xlsx",
    "share, slashes": "//kie-nas/share/x",
    "home": "C:\\Users\\jdoe\\Desktop",
    "home, unix": "/home/jdoe/.ssh",
    "domain user": "CORP\\jdoe",
    "directory": "CN=Jo Doe,OU=IT,DC=corp,DC=example",
    "sid": "S-1-5-21-3623811015-3361044348-30300820-1013",
    "ip": "10.1.2.3",
    "ip public": "203.0.113.7",
    "ip resolver": "8.8.8.8",
    "ip port": "198.51.100.23:443",
    "network": "10.20.0.0/16",
    "ip in part": "192.168.7.x",
    "ip in brackets": "10[.]1[.]2[.]3",
    "ip 6": "2001:db8:85a3::8a2e:370:7334",
    "ip 6 zone": "fe80::1%eth0",
    "ip 6 network": "2001:db8::/32",
    "mac": "00:1a:2b:3c:4d:5e",
    "mac, hyphens": "00-1A-2B-3C-4D-5E",
    "mac, dots": "001a.2b3c.4d5e",
    "mac, bare": "001A2B3C4D5E",
}
HOSTS = """
srv01.example.com kie-mail-01 SRV-DC01 lon1-web-003 DESKTOP-4F2K9QX LT-12345 ip-10-0-0-12 srv-db01.corp files.corp
nas.local dc01.ad.example.com muc-esx-07 BERDC02 srvfile3 web01.prod.internal NB-004711 WIN-8F3K2J9QWER FRA-SQL-02
server.home.arpa vpn.company.co.uk i-0abcd1234ef567890 SRV_FILE_01 wiki.intranet PC4711 fw-edge-02 NYC-PRT-0042
""".split()  # noqa: SIM905
PHONES = [
    "+49 431 123 45 67", "+49 (0)431 1234567", "0431 1234567", "0431/1234567", "(0431) 1234567", "01711234567",
    "0049 431 123456", "+44 20 7946 0958", "020 7946 0958", "07700900123", "+1 415 555 0132", "(415) 555-0132",
    "415-555-0132", "415.555.0132", "+33 1 23 45 67 89", "01 23 45 67 89", "01.23.45.67.89", "06-12-34-56-78",
    "+41 44 668 18 00", "044 668 18 00", "+43 1 58858 0", "0664 1234567", "+91 98765 43210", "98765 43210",
]  # fmt: skip
ACCOUNTS = {
    "iban de": "DE89 3704 0044 0532 0130 00",
    "iban compact": "AT611904300234573201",
    "iban gb": "GB29 NWBK 6016 1331 9268 19",
    "card": "4111 1111 1111 1111",
    "card compact": "5500000000000004",
    "card amex": "3782 822463 10005",
    "bic": "COBADEFFXXX",
    "ssn": "536-90-4399",
    "nino": "AB 12 34 56 C",
    "tax id de": "36 574 261 809",
    "tax office de": "12/345/67890",
    "pension de": "65 170839 J 003",
    "nir": "2 95 10 99 126 111 93",
    "ahv": "756.9217.0769.85",
    "aadhaar": "2341 2341 2346",
    "pan": "ABCPE1234F",
    "vat": "ATU13585627",
    "nhs": "943 476 5919",
}
EVERYTHING = [*KEYS.values(), *ADDRESSES.values(), *HOSTS, *PHONES, *ACCOUNTS.values()]
