"""Keys and tokens by their own shape: vendors' prefixes, key blocks, signed tokens, and what no person would type.

detect-secrets knows many vendors' shapes; it is asked word by word, for long words only, and first imported then (it
brings requests with it). Only `analyze_string` of its detectors is called, which reads no file and asks no server.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import Protocol

from drumbeat.digest.redaction.fold import GONE, Span

_BLOCK = re.compile(
    r"-{2,6}\s*BEGIN [A-Z0-9 ]{3,40}-{2,6}.*?(?:-{2,6}\s*END [A-Z0-9 ]{3,40}-{2,6}|\Z)|"
    r"PuTTY-User-Key-File.*\Z",
    re.DOTALL,
)
_SSH = re.compile(rf"\b(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp\d+|sk-ssh-\S+)\s+AAAA[^\s{GONE}]*(?:\s+\S+@\S+)?")
_VENDOR = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
      (?:AKIA|ASIA|ABIA|ACCA|AROA|AIDA|A3T[A-Z0-9])[0-9A-Z]{12,}
    | AIza[\w-]{20,} | ya29\.[\w.-]{10,} | GOCSPX-[\w-]{10,} | \d{6,}-\w{20,}\.apps
    | gh[pousr]_\w{16,} | github_pat_\w{16,} | gl(?:pat|dt|ft|rt|cbt|ptt|oas|soat|agent|imt)-[\w.-]{12,}
    | xox[a-z](?:\.xox[a-z])?-[\w-]{8,} | xapp-[\w-]{8,}
    | [srp]k_(?:live|test)_\w{8,} | whsec_[\w+/=]{8,} | sq0[a-z]{3}-[\w-]{10,} | EAAA[\w-]{16,} | EAA[A-Z]\w{16,}
    | sk-(?:ant|proj|or|svcacct|lf)?-?[\w-]{16,} | hf_\w{16,} | gsk_\w{16,} | r8_\w{16,} | xai-\w{16,}
    | pplx-\w{16,} | nvapi-[\w-]{16,}
    | do[opr]_v1_\w{16,} | shp(?:at|ca|pa|ss)_\w{16,}
    | hv[sbr]\.[\w-]{8,} | dapi[0-9a-f]{16,} | dckr_(?:pat|oat)_[\w-]{8,}
    | AT(?:ATT|CTT|BB)[\w=-]{12,} | PMAK-[\w-]{12,} | NR(?:AK|JS|II|RA|AL)-?\w{12,} | gl(?:sa|c)_\w{12,}
    | sntr[yu]s?_[\w+/=-]{12,} | lin_api_\w{12,} | key-[0-9a-f]{16,} | pat-(?:na|eu)\d-[\w-]{12,} | sbp_\w{12,}
    | figd_[\w-]{12,} | dp\.(?:pt|st|ct|sa)\.\w{12,} | tskey-[\w-]{12,} | AGE-SECRET-KEY-\w{12,} | npm_\w{16,}
    | pypi-[\w-]{16,} | rubygems_\w{16,} | SG\.[\w-]{10,}(?:\.[\w-]{10,})? | (?:AC|SK)[0-9a-f]{32} | LTAI\w{12,}
    | AKID\w{12,} | AKC\w{10,}(?=\Z|\s) | amzn\.mws\.[\w-]{12,} | NETLIFY\w{12,} | nfp_\w{12,}
    | rnd_\w{16,} | re_\w{20,}
    | \w{3}8Q~[\w.~-]{16,} | v1\.[0-9a-f]{20}[\w-]* | cf(?:ut|at|k)_\w{16,} | ops_\w{16,} | EZ[AT]K\w{16,}
    | eyJ[\w-]{6,}(?:\.[\w-]*){0,4} | (?:ey|gA)[A-Z]\w{30,} | \d{8,10}:AA[\w-]{20,} | PRIVATE-TOKEN
    | [MNO][\w-]{22,27}\.[\w-]{5,8}\.[\w-]{25,40} | [0-9a-z]{32}-us\d{1,2}
    )
    """,
    re.VERBOSE,
)
_IDENTIFIERS = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:
      [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}           # UUID: tenants, applications, keys
    | (?:[A-Z0-9]{5}-){3,5}[A-Z0-9]{5} | (?:\d{6}-){5,7}\d{6}                # product and recovery keys
    | (?=[A-Z0-9-]{0,40}\d)(?=[A-Z0-9-]{0,40}[A-Z])(?:[A-Z0-9]{4}-){3,7}[A-Z0-9]{4}
    | [0-9a-f]{24,}
    )(?![A-Za-z0-9])
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SEED = re.compile(
    r"""
    (?<![A-Za-z0-9])(?:totp|m?otp|2fa|mfa|two-factor|authenticator|app)[ _-]?
    (?:secret|seed|key|schlussel|geheimnis|setup[ ]?key|code)\s*(?:[:=]|is|ist|lautet|-)?\s*[\"'(]?
    (?P<value>(?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{1,8}(?![A-Za-z0-9])|[A-Z2-7]{16,}=*(?![A-Za-z0-9]))
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""The secret of one-time passwords behind its label (RFC 6238): base 32, in one or in groups of four."""
_BASE_32 = re.compile(
    r"(?<![A-Za-z0-9])(?:[A-Z2-7]{4}[ -]){3,15}[A-Z2-7]{4}(?![A-Za-z0-9])|"
    r"(?<![A-Za-z0-9])[A-Z2-7]{16,}={0,6}(?![A-Za-z0-9])"
)
_MIXED_GROUP = re.compile(r"[A-Z][2-7]|[2-7][A-Z]")
"""The same without a label: a digit stands beside a letter, as in no row of words and years."""
_WORD = re.compile(rf"[^\s{GONE}\"'`<>(){{}}\[\],;]{{16,}}")
_LONG = 20
_TOO_LONG = 100
"""No title has such a word in letters of a keyboard; a blob has."""
_RUN = re.compile(r"[A-Za-z0-9+/=_-]{32,}")
_SEGMENT = re.compile(r"[A-Za-z0-9]{14,}")


def find(text: str) -> Iterator[Span]:
    """Where keys and tokens stand."""
    yield from (seed.span("value") for seed in _SEED.finditer(text))
    yield from (seed.span() for seed in _BASE_32.finditer(text) if _MIXED_GROUP.search(seed[0]))
    for pattern in (_BLOCK, _SSH, _VENDOR, _IDENTIFIERS):
        yield from (key.span() for key in pattern.finditer(text))
    for word in _WORD.finditer(text):
        if _is_key(word[0]):
            yield word.span()


def _is_key(word: str) -> bool:
    if not word.isascii():
        return False
    if len(word) > _TOO_LONG:
        return True
    return _is_random(word) or (len(word) >= _LONG and any(any(found.analyze_string(word)) for found in _detectors()))


def _is_random(word: str) -> bool:
    """Whether letters and digits follow each other as in no word: kinds change at every third or fourth place."""
    for segment in _SEGMENT.findall(word):
        kinds = _kinds(segment)
        if len(kinds) == 3 and _changes(segment) >= 0.25 * len(segment):  # noqa: PLR2004
            return True
        if "d" in kinds and len(kinds) > 1 and len(segment) >= _LONG and _changes(segment) >= 0.2 * len(segment):
            return True
    for run in _RUN.findall(word):
        bare = re.sub(r"[^A-Za-z0-9]", "", run)
        few = len(run) - len(bare) <= len(run) // 12
        if few and len(_kinds(bare)) == 3 and _changes(bare) >= 0.2 * len(bare):  # noqa: PLR2004
            return True
    return False


def _kind(char: str) -> str:
    return "d" if char.isdecimal() else "u" if char.isupper() else "l"


def _kinds(segment: str) -> set[str]:
    return {_kind(char) for char in segment}


def _changes(segment: str) -> int:
    """How often the kind of character changes; a capital before a small letter is a word's beginning."""
    kinds = [_kind(char) for char in segment]
    return sum(one != two and (one, two) != ("u", "l") for one, two in pairwise(kinds))


class _Detector(Protocol):
    def analyze_string(self, string: str) -> Iterator[str]: ...


@cache
def _detectors() -> tuple[_Detector, ...]:
    from detect_secrets.plugins import (  # noqa: PLC0415
        artifactory,
        aws,
        azure_storage_key,
        discord,
        github_token,
        gitlab_token,
        jwt,
        mailchimp,
        npm,
        openai,
        pypi_token,
        sendgrid,
        slack,
        square_oauth,
        stripe,
        telegram_token,
        twilio,
    )

    return (
        artifactory.ArtifactoryDetector(),
        aws.AWSKeyDetector(),
        azure_storage_key.AzureStorageKeyDetector(),
        discord.DiscordBotTokenDetector(),
        github_token.GitHubTokenDetector(),
        gitlab_token.GitLabTokenDetector(),
        jwt.JwtTokenDetector(),
        mailchimp.MailchimpDetector(),
        npm.NpmDetector(),
        openai.OpenAIDetector(),
        pypi_token.PypiTokenDetector(),
        sendgrid.SendGridDetector(),
        slack.SlackDetector(),
        square_oauth.SquareOAuthDetector(),
        stripe.StripeDetector(),
        telegram_token.TelegramBotTokenDetector(),
        twilio.TwilioKeyDetector(),
    )
