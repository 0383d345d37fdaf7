"""Addresses of machines: IP in both versions, whole, in part or as a network, and hardware addresses.

Four small numbers with points are as often a version as an address; the words before them tell.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from drumbeat.digest.redaction.fold import Span

_POINT = r"\s?[\[({]\s?(?:\.|dot)\s?[\])}]\s?|\."
_QUAD = re.compile(
    rf"(?<!\d)(?<!\d\.)(\d{{1,3}})(?:{_POINT})(\d{{1,3}})(?:{_POINT})(\d{{1,3}}|[x*])(?:{_POINT})(\d{{1,3}}|[x*])"
    r"(?P<more>/\d{1,2}|:\d{1,5}|-\d{1,3}(?!\w))?(?!\d|\.\d)",
    re.IGNORECASE,
)
_SIX = re.compile(r"(?<![0-9A-Fa-f:.])[0-9A-Fa-f:.]{3,}+(?:%[\w.-]+)?(?:/\d{1,3})?(?![0-9A-Za-z])")
_HARDWARE = re.compile(
    r"(?<![\w.-])(?<!\b[0-9a-f]{2}:)(?:[0-9a-f]{2}(?::[0-9a-f]{2}){5,}|[0-9a-f]{2}(?:-[0-9a-f]{2}){5,}|[0-9a-f]{4}(?:[.:-][0-9a-f]{4}){2})(?!\w)(?!:[0-9a-f])|"
    r"\bmac(?:[ -]?(?:address|adresse?|addr))?\s*[:=]?\s*[0-9a-f]{12}\b|"
    r"(?<![\w-])(?=[0-9a-f]*[a-f])(?=(?:[a-f]*\d){3})[0-9a-f]{12}(?![\w-])",
    re.IGNORECASE,
)
_VERSION_BEFORE = re.compile(
    r"(?:\b(?:v|ver|version|versions?nummer|release|rel|build|firmware|fw|rev|revision|patches?|"
    r"driver|treiber|bios|uefi|idrac|ilo|java|jdk|jre|oracle|db2|anyconnect|fortios|forticlient|fortigate|pan-os|vda|"
    r"citrix|weblogic|websphere|firefox|chrome|edge|acrobat|reader|teams|zoom|tomcat|kaspersky|teamviewer|ios|android|"
    r"macos|exchange|sharepoint|sql|connector|agent version|client version|globalprotect|zscaler|veeam|webex|jabber|"
    r"vmware tools|tools|hana|kernel|onedrive|openssl|openssh|asdm|nx-os|junos|sophos|symantec|mcafee|trellix)"
    r"\.?\s{0,2}(?:client\s|agent\s|version\s|ce\s|fp\s|v\.?\s?)?)$",
    re.IGNORECASE,
)
_NEWER = re.compile(
    r"\b(?:updat\w+|upgrad\w+|version\w*|releas\w+|firmware|patch\w*|build|aktualisier\w+|mise a jour|rollout|"
    r"hotfix\w*|install\w*|roll\w* out|deploy\w*)\b",
    re.IGNORECASE,
)
_FOLLOWS = re.compile(r"\s?(?:,|/|&|->|→|-|to|and|or|bis|auf|und|oder|a|et|ou)\s?", re.IGNORECASE)
"""Between two of which the second is what the first is."""
_NETWORK_WORDS = frozenset(
    """ip ipv4 dns server host gateway router switch firewall subnet netz netzwerk network vpn printer drucker address
    adresse node nodes vm proxy ping dhcp ntp nas vlan at on for in""".split()  # noqa: SIM905
)
_SMALL = 60
_PRIVATE_TEN = 10
_HIGHEST = 255
_LONGEST_SIX = 46
_HIGHEST_VERSION = 150
"""Browsers have come so far; private networks begin behind it."""
_RESOLVERS = frozenset({(8, 8, 8, 8), (8, 8, 4, 4), (1, 1, 1, 1), (1, 0, 0, 1), (9, 9, 9, 9)})


def find(text: str) -> Iterator[Span]:
    """Where addresses of machines stand."""
    end, is_version = 0, False
    for quad in _QUAD.finditer(text):
        is_version = is_version if _FOLLOWS.fullmatch(text[end : quad.start()]) else not _is_address(text, quad)
        end = quad.end()
        if not is_version:
            yield quad.span()
    for six in _SIX.finditer(text):
        begin = six.start() + _is_behind_a_word(text, six)
        if six[0].count(":") > 1 and _is_six(text[begin : six.end()]):
            yield begin, six.end()
    yield from (hardware.span() for hardware in _HARDWARE.finditer(text))


def _is_address(text: str, quad: re.Match[str]) -> bool:
    parts = quad.group(1, 2, 3, 4)
    numbers = [int(part) for part in parts if part.isdecimal()]
    if max(numbers) > _HIGHEST or any(part != "0" and part.startswith("0") for part in parts):
        return False
    before = text[max(0, quad.start() - 80) : quad.start()]
    if (quad["more"] or "").startswith("/"):
        return True
    return not _is_version(before, numbers)


def _is_version(before: str, numbers: list[int]) -> bool:
    is_called_so = _VERSION_BEFORE.search(before[-40:]) is not None
    is_host = numbers[-1] != 0 or numbers[0] == _PRIVATE_TEN
    if (max(numbers[:3]) > _HIGHEST_VERSION and (is_host or not is_called_so)) or tuple(numbers) in _RESOLVERS:
        return False
    if is_called_so:
        return True
    if before[-1:].isalpha():
        return before[-1:] in "vVrR"
    if numbers[0] == _PRIVATE_TEN or len(set(numbers)) <= 2 or max(numbers[:3]) > _SMALL:  # noqa: PLR2004
        return False
    word = before.rsplit(maxsplit=1)[-1] if before.split() else ""
    if word.casefold().strip(":(,") in _NETWORK_WORDS:
        return False
    return word[:1].isupper() or _NEWER.search(before) is not None


def _is_behind_a_word(text: str, six: re.Match[str]) -> bool:
    """Whether a word and a colon stand before it: `IP:::1`."""
    return text[max(0, six.start() - 1) : six.start()].isalnum() and six[0].startswith(":")


def _is_six(run: str) -> bool:
    """Whether it is an address of version six, with a digit: `Face::Bad` is a name in a program."""
    bare = run.split("/", maxsplit=1)[0].split("%", maxsplit=1)[0]
    if len(bare) > _LONGEST_SIX:
        return False
    bare = bare.rstrip(".") if bare.endswith("::") else bare.rstrip(".:")
    if not any(char.isdecimal() for char in bare):
        return False
    try:
        ipaddress.IPv6Address(bare)
    except ValueError:
        return False
    return True
