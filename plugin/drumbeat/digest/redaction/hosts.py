"""Names of machines: in full, below an internal domain, or by the pattern of site, role and number.

`www.kiel.example.com`, `files.corp`, `kie-mail-01`, `SRV-DC01`, `DESKTOP-4F2K9QX`; not `Node.js`, `C9300-48P`
or `ISO-8859-1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from drumbeat.digest.redaction.fold import GONE, Span

_TOKEN = re.compile(r"(?<![\w.@-])[^\W_](?:[\w.-]*[^\W_])?(?![\w@])")
_BEHIND = re.compile(rf":\d{{2,5}}(?!\d)(?:/[^\s{GONE}]*)?|/[^\s{GONE}]+")
_INTERNAL = frozenset(
    """local lan corp internal intra intranet home ad priv private domain localdomain dmz office onprem loc arpa int
    example test invalid localhost site""".split()  # noqa: SIM905
)
_REGISTERED = frozenset({"arpa", "int"})
"""Of these also on the internet: `who.int`."""
_PUBLIC = frozenset(
    """com net org edu gov mil int info biz name pro coop io app dev cloud online tech store systems services group gmbh
    berlin hamburg koeln bayern wien swiss paris london zone network digital global company solutions support host eu
    ac ad ae af ag al am ao ar at au az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw by bz ca cd cf cg ch ci cl cm cn
    co cr cu cv cy cz de dj dk dm do dz ec ee eg es et fi fj fm fo fr ga ge gf gg gh gi gl gm gn gp gr gt gw gy hk hn hr
    ht hu id ie il im in iq ir is it je jm jo jp ke kg kh ki km kr kw ky kz la lb lc li lk lr ls lt lu lv ly ma mc me mg
    mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pr pt
    pw py qa re ro rs ru rw sa sb sc sd se sg si sk sl sm sn sr st sv sy sz tc td tg th tj tk tl tm tn to tr tt tv tw tz
    ua ug uk us uy uz va vc ve vg vi vn vu ws yt za zm zw""".split()  # noqa: SIM905
) - {"sc", "st", "ms"}
"""Top-level domains of companies and countries, without those that are endings of files."""
_ROLES = (
    r"srv|svr|server|dc|adc|db|sql|mssql|pg|mysql|web|www|app|apps|api|mail|mx|exch?(?:\d?[a-z]\d)?|smtp|imap|fs|file|files|"
    r"nas|san|prt|prn|print|dns|dhcp|ntp|vpn|gw|fw|proxy|prx|rt|rtr|router|sw|switch|core|acc|dist|ap|wlc|lb|waf|esxi?|"
    r"hv|hyperv|vm|vmhost|host|ts|rds|ctx|xen|vdi|jump|bastion|bkp|mon|log|syslog|ldap|ftp|sftp|redis|mq|k8s|worker|"
    r"printer|drucker|print|stor|storage|backup|bak|kvm|pve|ora|pos|kasse|scan|plc|sps|pc|nb|lt|ws|wks|master|node|cluster|clu|ca|pki|adfs|wsus|sccm|mgmt|cam|tel|pbx|sbc|ups|ilo|idrac|sap|erp|hana|term|citrix|fileserver"
)
_ROLE = re.compile(rf"(?:[a-z]{{0,4}})?(?:srv|svr|server)\d{{0,4}}|(?:{_ROLES})\d{{0,4}}", re.IGNORECASE)
_ROLE_AND_NUMBER = re.compile(rf"(?:{_ROLES})(\d{{2,4}})", re.IGNORECASE)
_SITE = range(2, 6)
_SIDE = re.compile(r"(?<=\d)[-_][a-z]\Z", re.IGNORECASE)
"""Which of two machines it is, behind the number: `muc-fw-034-a`."""
_STRONG = re.compile(r"[a-z]{0,4}(?:srv|svr)\d{0,4}|(?:server|dc|adc)\d{0,4}", re.IGNORECASE)
_NUMBERED = re.compile(r"[a-z]{0,10}(\d{1,5})[a-z]?", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_STATION = re.compile(
    r"(?:lt|nb|pc|ws|wks|wkst?n?|lap|desktop|laptop|notebook|mac|mbp|imac|vdi|tc|cl|client|prn|prt|printer|drucker)-"
    r"(?!(?:19|20)\d\d\Z)\d{3,8}|"
    r"(?:lt|nb|pc|lap|desktop|laptop|notebook)-(?=[a-z]*\d)[a-z0-9]{5,12}|"
    r"(?-i:(?:DESKTOP|LAPTOP)-(?:[A-Z0-9]{7}|(?=[A-Z]*\d)[A-Z0-9]{4,15})|WIN-[A-Z0-9]{11})|"
    r"(?:[a-z]{2,4}(?:pc|nb|lt|ws|wks)(?=\d{4})|pc|nb|lt|ws|wks|lap|laptop|desktop)(?!(?:19|20)\d\d\Z)\d{4,8}|"
    r"(?:lt|nb|pc|ws|wks)-[a-z]{2,5}-\d{2,6}|"
    r"ip-\d{1,3}(?:-\d{1,3}){3}|i-[0-9a-f]{8,17}|ec2-[\d-]{7,}",
    re.IGNORECASE,
)
_JOINED = re.compile(
    r"[a-z]{0,6}(?:srv|svr|server)[a-z]{0,8}(?!(?:19|20)\d\d\Z)\d{1,4}|"
    r"(?:[a-z]{0,5}(?:dc|db|sql|web|app|fs|mx|esxi?|ts|rds|prt|prn|dns|exch?|mail|gw|fw|sw|nas|vm|hv|ctx|file|proxy|ora|"
    r"bkp|host|vpn|lb|rtr)|[a-z]{2,5}(?:ap|san|stor|storage|print|printer|backup|bak|cam|wlc|core|acc|kvm|pve|mon|ldap|"
    r"ftp|sftp|node|clu|cluster|citrix|mq|prx|switch|router|waf|pbx|ups|ilo)|ap)0\d{1,3}",
    re.IGNORECASE,
)
_GENERIC = re.compile(r"[a-z]{2,5}\d{0,2}-[a-z]{2,8}\d{0,2}(?:-[a-z]{2,8}\d{0,2})?-0\d{1,3}")
_NO_HOSTS = frozenset(
    """cve cwe iso iec utf tls ssl rfc kb chg inc prb ritm req sctask task sha aes rsa md http https ipv usb hdmi ddr
    cat vlan wpa ieee en din bsi soc pci cis nist ms windows office exchange cim prj dmnd idea phase tier level layer
    step sop pol sla ola adr doc ora db2""".split()  # noqa: SIM905
)
_LONG_WORD = 6


def find(text: str) -> Iterator[Span]:
    """Where machines are named."""
    for token in _TOKEN.finditer(text):
        if is_host(token[0]):
            behind = _BEHIND.match(text, token.end())
            yield token.start(), behind.end() if behind else token.end()


def is_host(name: str) -> bool:
    """Whether a word is the name of a machine."""
    labels = name.split(".")
    if len(labels) == 1:
        return _is_machine(name)
    if all(label.isdecimal() for label in labels[1:]) or not all(labels):
        return False
    is_version = any(label.isdecimal() for label in labels[1:])
    return _is_full(labels) or (not is_version and _is_machine(labels[0]))


def _is_full(labels: list[str]) -> bool:
    top = labels[-1].casefold()
    if top in _INTERNAL and (len(labels) > 2 or top not in _REGISTERED):  # noqa: PLR2004
        return True
    return len(labels) > 2 and top in _PUBLIC and not _is_namespace(labels) and _has_word(labels)  # noqa: PLR2004


def _is_namespace(labels: list[str]) -> bool:
    """`System.Net.Info` is part of a program."""
    return all(re.fullmatch(r"(?:[A-Z][a-z]+)+", label) for label in labels) and labels[-1] not in {"Com", "Org", "De"}


def _has_word(labels: list[str]) -> bool:
    return any(len(label) > 1 and not label.isdecimal() for label in labels[:-1])


def _is_machine(name: str) -> bool:
    """By the pattern of the place: roles and numbers between hyphens, or the makers' own patterns."""
    if _STATION.fullmatch(name) or _JOINED.fullmatch(name):
        return True
    parts = re.split(r"[-_]", _SIDE.sub("", name))
    if len(parts) < 2 or parts[0].casefold() in _NO_HOSTS or not all(parts):  # noqa: PLR2004
        return False
    return _GENERIC.fullmatch(name) is not None or _is_numbered_role(parts) or _at_site(parts)


def _at_site(parts: list[str]) -> bool:
    """A site and a role with its number, in capitals as well: HAM-DB68. `WEB-123` is a key of a backlog."""
    if len(parts) != 2 or not parts[0].isalpha() or _ROLE.fullmatch(parts[0]):  # noqa: PLR2004
        return False
    numbered = _ROLE_AND_NUMBER.fullmatch(parts[1])
    return len(parts[0]) in _SITE and numbered is not None and not _YEAR.fullmatch(numbered[1])


def _is_numbered_role(parts: list[str]) -> bool:
    roles = [part for part in parts if _ROLE.fullmatch(part)]
    numbers = [found[1] for found in map(_NUMBERED.fullmatch, (parts[-1], *roles)) if found]
    if not roles or not numbers or _YEAR.fullmatch(numbers[0]):
        return False
    if any(number.startswith("0") and len(number) > 1 for number in numbers):
        return True
    is_strong = any(_STRONG.fullmatch(part) for part in parts)
    if len(parts) == 2:  # noqa: PLR2004
        return is_strong or (
            parts[0].islower() and (len(numbers[0]) > 1 or len(roles) == len(parts))
        )  # upper case: a key of a backlog, WEB-123
    return is_strong or not any(part.isalpha() and len(part) > _LONG_WORD for part in parts)
