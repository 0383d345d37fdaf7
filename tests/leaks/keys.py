"""Keys, and texts that carry a credential inside: URLs, headers, connection strings, cookies."""

from __future__ import annotations

import base64
import json
import string
from random import Random

from leaks.passwords import plain_password
from leaks.seeded import Kind, Seeded, alphanumeric, digits, ends, full_width, literals, phrased, signs, zero_width

_BASE64 = string.ascii_letters + string.digits + "+/"
_SITES = ("reports", "grafana", "wiki", "artifacts", "mirror", "backup", "ftp", "intranet")


def _basic_auth(rng: Random) -> Seeded:
    secret = plain_password(rng)
    scheme = rng.choice(("https", "http", "ftp"))
    url = f"{scheme}://{rng.choice(('admin', 'svc', 'deploy'))}:{secret}@{rng.choice(_SITES)}.example.com/feed"
    phrase = rng.choice(("{}", "fetching {} fails", "URL: {}", "({})", "<{}>", "URL:{}.", "Abruf von {}"))
    return Seeded(phrase.replace("{}", url), literals(secret))


def _connection(rng: Random) -> Seeded:
    secret = plain_password(rng)
    shape = rng.choice(
        (
            "Server=tcp:db.example.com,1433;Database=erp;User Id=app;Password={};Encrypt=True",
            "postgresql://app:{}@db.example.com:5432/orders",
            "mongodb+srv://app:{}@cluster.example.com/crm",
            "Data Source=orders;uid=app;pwd={};",
            "amqp://worker:{}@queue.example.com:5671/vhost",
            "redis://:{}@cache.example.com:6379/0",
            "jdbc:oracle:thin:app/{}@db.example.com:1521/ORDERS",
        )
    )
    phrase = rng.choice(("{}", "connection string: {}", "connect with {} fails", "Verbindung: {}", "DSN\n{}"))
    return Seeded(phrase.replace("{}", shape.replace("{}", secret)), literals(secret))


def _base64_url(content: dict[str, object] | bytes) -> str:
    raw = content if isinstance(content, bytes) else json.dumps(content, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _jwt(rng: Random) -> Seeded:
    claims = _base64_url({"sub": digits(rng, 10), "iat": int(digits(rng, 9)), "scope": "admin"})
    signature = _base64_url(rng.randbytes(32))
    token = ".".join((_base64_url({"alg": "HS256", "typ": "JWT"}), claims, signature))
    phrase = rng.choice(("{}", "token {} rejected", "JWT: {}", "id_token={}", "Token:{}", 'jwt "{}"'))
    return Seeded(phrase.replace("{}", token), literals(token, claims, signature))


_BEARER = phrased(
    lambda rng: alphanumeric(rng, 40),
    (
        "Authorization: Bearer {}",
        "Bearer {}",
        "bearer {}",
        'header "Authorization: Bearer {}"',
        "Authorization:Bearer {}",
    ),
    hides=(zero_width,),
    pieces=ends,
)


def _armoured(rng: Random, what: str, first: str) -> Seeded:
    lines = [first + alphanumeric(rng, 64 - len(first)), *(signs(rng, _BASE64, 64) for _ in range(rng.choice((1, 3))))]
    lines.append(alphanumeric(rng, 38) + "==")
    dashes = "-" * 5
    joint = rng.choice(("\n", "\n", " "))
    text = joint.join((f"{dashes}BEGIN {what} KEY{dashes}", *lines, f"{dashes}END {what} KEY{dashes}"))
    phrase = rng.choice(("{}", "key:\n{}", "Schlüssel {}", "cert and key: {}"))
    return Seeded(phrase.replace("{}", text), literals(*lines))


def _pem(rng: Random) -> Seeded:
    kind = rng.choice(("RSA ", "EC ", "", "ENCRYPTED "))
    return _armoured(rng, f"{kind}PRIVATE", "MI" + "IE")


def _ssh_key(rng: Random) -> Seeded:
    return _armoured(rng, "OPENSSH PRIVATE", "b3Blbn" + "NzaC1rZXktdjEA")


def _sas(rng: Random) -> Seeded:
    signature = signs(rng, string.ascii_letters + string.digits, 40) + "%2B" + alphanumeric(rng, 3) + "%3D"
    url = (
        f"https://stexample{digits(rng, 2)}.blob.core.windows.net/backup?sv=2022-11-02&ss=b&srt=sco&sp=rl"
        f"&se=2026-12-31T23:00:00Z&sig={signature}"
    )
    phrase = rng.choice(("{}", "SAS url {}", "Download: {}", "({})", "azcopy copy {} fails", "<{}>"))
    return Seeded(phrase.replace("{}", url), literals(signature, *ends(signature.partition("%")[0])))


def _storage_key(rng: Random) -> Seeded:
    key = signs(rng, _BASE64, 85) + rng.choice("AQgw") + "=="
    name = f"stexample{digits(rng, 2)}"
    shape = rng.choice(
        (
            f"DefaultEndpointsProtocol=https;AccountName={name};Account" + "Key={};EndpointSuffix=core.windows.net",
            "AccountKey={}",
            "storage account key: {}",
            "SharedAccessKey={}",
        )
    )
    return Seeded(shape.replace("{}", key), literals(key, key[:20], key[-20:]))


_SESSION = phrased(
    lambda rng: signs(rng, "0123456789ABCDEF", 32),
    (
        "JSESSIONID={}",
        "Cookie: JSESSIONID={}; Path=/",
        "PHPSESSID={}",
        "session id: {}",
        "Set-Cookie: sid={}; HttpOnly",
        "glide_session={}",
        "Sitzungs-ID: {}",
        "sessionid={}",
    ),
    pieces=ends,
)


def _in_groups(rng: Random, size: int, count: int, alphabet: str) -> str:
    joint = rng.choice(("", " "))
    return joint.join(signs(rng, alphabet, size) for _ in range(count))


_TOTP = phrased(
    lambda rng: _in_groups(rng, 4, rng.choice((4, 8)), string.ascii_uppercase + "234567"),
    (
        "TOTP secret: {}",
        "MFA secret {}",
        "2FA seed: {}",
        "otpauth://totp/Portal?secret={}",
        "Authenticator-Schlüssel: {}",
        "TOTP-Secret:{}",
    ),
)


def _recovery_key(rng: Random) -> str:
    """48 digits in eight groups, each a multiple of eleven below 720,896, as BitLocker has it."""
    return "-".join(f"{rng.randrange(10_000, 65_536) * 11:06}" for _ in range(8))


_BITLOCKER = phrased(
    _recovery_key,
    (
        "BitLocker recovery key {}",
        "BitLocker: {}",
        "recovery key:\n{}",
        "Wiederherstellungsschlüssel {}",
        "{}",
        "BITLOCKER KEY ({})",
    ),
    hides=(full_width, zero_width),
    pieces=lambda value: (value[:20], value[-20:]),
)

KINDS = (
    Kind("basic_auth_url", "A URL with user and password in it.", _basic_auth),
    Kind("connection_string", "A connection string with a password.", _connection),
    Kind("bearer", "A bearer token of a request.", _BEARER),
    Kind("jwt", "A JSON web token.", _jwt),
    Kind("pem_private_key", "A private key in PEM armour, with its lines or pasted into one.", _pem),
    Kind("ssh_private_key", "An OpenSSH private key.", _ssh_key),
    Kind("sas_url", "A shared access signature of a storage account.", _sas),
    Kind("azure_storage_key", "The key of an Azure storage account.", _storage_key),
    Kind("session_id", "The id of a session, as a cookie or by name.", _SESSION),
    Kind("totp_secret", "The secret behind one-time passwords.", _TOTP),
    Kind("bitlocker_key", "A BitLocker recovery key of 48 digits.", _BITLOCKER),
)
