"""API keys and tokens. Each is put together at run time, so that nobody's scanner takes this file for a leak."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable
from random import Random

from leaks.seeded import Kind, Make, Seed, Seeded, alphanumeric, digits, ends, phrased, signs, zero_width

_HEX = "0123456789abcdef"
_BASE64 = string.ascii_letters + string.digits + "+/"
_URL_SAFE = string.ascii_letters + string.digits + "-_"
_ALONE = (
    "token {} expired",
    "{}",
    "API key: {}",
    "api_key={}",
    "neuer API-Key: {}",
    'key "{}"',
    "Token:{}.",
    "secret ({})",
    "Schlüssel {} geht nicht",
    "TOKEN\n{}",
    "`{}`",
)
_NAMED = (
    "{name}: {}",
    "{name}={}",
    "{name} {}",
    '{name} "{}"',
    "{name}:{}.",
    "neues {name}: {}",
    "({name} = {})",
)


def _alone(make: Make, pieces: Callable[[str], Iterable[str]] = ends) -> Seed:
    return phrased(make, _ALONE, hides=(zero_width,), pieces=pieces)


def _named(make: Make, *names: str) -> Seed:
    phrases = (phrase.replace("{name}", name) for name in names for phrase in _NAMED)
    return phrased(make, tuple(phrases), pieces=ends)


def _aws_key_id(rng: Random) -> str:
    return "AK" + "IA" + signs(rng, string.ascii_uppercase + "234567", 16)


def _aws_secret(rng: Random) -> str:
    return signs(rng, _BASE64, 37) + rng.choice(string.digits) + alphanumeric(rng, 2)


def _google(rng: Random) -> str:
    return "AI" + "za" + "Sy" + signs(rng, _URL_SAFE, 32) + rng.choice(string.digits)


def _google_client(rng: Random) -> str:
    return "GOC" + "SPX-" + alphanumeric(rng, 28)


def _github(rng: Random) -> str:
    return "gh" + rng.choice("pos") + "_" + alphanumeric(rng, 36)


def _github_fine(rng: Random) -> str:
    return "github_" + "pat_" + alphanumeric(rng, 22) + "_" + alphanumeric(rng, 59)


def _gitlab(rng: Random) -> str:
    return "glp" + "at-" + alphanumeric(rng, 20)


def _slack(rng: Random) -> str:
    return "xox" + rng.choice("bp") + f"-{digits(rng, 12)}-{digits(rng, 12)}-{alphanumeric(rng, 24)}"


def _slack_hook(rng: Random) -> str:
    upper = string.ascii_uppercase + string.digits
    way = f"T{signs(rng, upper, 8)}/B{signs(rng, upper, 8)}/{alphanumeric(rng, 24)}"
    return "https://hooks.sl" + "ack.com/services/" + way


def _stripe(rng: Random) -> str:
    return rng.choice("sr") + "k_" + "live_" + alphanumeric(rng, 24)


def _twilio(rng: Random) -> str:
    return "S" + "K" + signs(rng, _HEX, 32)


def _sendgrid(rng: Random) -> str:
    return "SG" + "." + alphanumeric(rng, 22) + "." + alphanumeric(rng, 43)


def _npm(rng: Random) -> str:
    return "np" + "m_" + alphanumeric(rng, 36)


def _pypi(rng: Random) -> str:
    return "pyp" + "i-" + "AgEI" + "cHlwaS5vcmc" + alphanumeric(rng, 80)


def _without_preamble(value: str) -> tuple[str, str]:
    """All tokens of PyPI begin alike: with the name of its service."""
    return value[20:36], value[-12:]


def _azure_client(rng: Random) -> str:
    return alphanumeric(rng, 3) + "8" + "Q~" + alphanumeric(rng, 34)


def _generic(rng: Random) -> str:
    return signs(rng, _HEX, 40) if rng.random() < 1 / 2 else alphanumeric(rng, 32)


def _tail(value: str) -> tuple[str]:
    return (value.rpartition("/")[2],)


def _webhook(rng: Random) -> Seeded:
    phrases = ("webhook {}", "{}", "posting to {} fails", "Webhook-URL: {}", "<{}>")
    return phrased(_slack_hook, phrases, pieces=_tail)(rng)


KINDS = (
    Kind("aws_key_id", "The id of an AWS access key.", _alone(_aws_key_id)),
    Kind(
        "aws_secret",
        "The secret of an AWS access key, by its usual name.",
        _named(_aws_secret, "aws_secret_access_key", "AWS_SECRET_ACCESS_KEY", "AWS secret key"),
    ),
    Kind("google_api_key", "A Google API key.", _alone(_google)),
    Kind("google_client_secret", "The secret of a Google OAuth client.", _alone(_google_client)),
    Kind("github_token", "A classic GitHub token.", _alone(_github)),
    Kind("github_fine_token", "A fine-grained GitHub token.", _alone(_github_fine)),
    Kind("gitlab_token", "A GitLab token.", _alone(_gitlab)),
    Kind("slack_token", "A Slack token.", _alone(_slack)),
    Kind("slack_webhook", "A Slack webhook, whose path is its secret.", _webhook),
    Kind("stripe_key", "A Stripe key.", _alone(_stripe)),
    Kind("twilio_key", "A Twilio key.", _alone(_twilio)),
    Kind("sendgrid_key", "A SendGrid key.", _alone(_sendgrid)),
    Kind("npm_token", "An npm token.", _alone(_npm)),
    Kind("pypi_token", "A PyPI token.", _alone(_pypi, _without_preamble)),
    Kind(
        "azure_client_secret",
        "The secret of an Azure application, by its usual name.",
        _named(_azure_client, "client_secret", "AZURE_CLIENT_SECRET", "client secret"),
    ),
    Kind(
        "generic_api_key",
        "A key of no known maker after a cue word.",
        _named(_generic, "api key", "API-Key", "apikey", "access token", "secret key", "API-Schlüssel"),
    ),
)
