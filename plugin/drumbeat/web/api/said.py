"""What to do next, for programs: an error's own advice speaks of commands, of which a program has the addresses."""

from __future__ import annotations

import re

from drumbeat.errors import DeliveryError, DrumbeatError, SettingsError, SourceError, StoreError, TryLater

TEAM = "/v1/teams/{team}"
EDITION = f"{TEAM}/editions/{{month}}"
_NEW_DRAFT = f"Have the draft made anew (POST {EDITION}/draft), and look at it (GET {EDITION}/preview)."
_FIGURES = f"See how its figures stand: GET {TEAM}/figures/{{month}}."
_RECIPIENTS = f"See or change who receives it: {TEAM}/recipients."
_NOW = f"See how it stands: GET {EDITION}, and each mail: GET {EDITION}/mails."
_ADMINISTRATOR = "Ask the administrator of Drumbeat."
_WAYS = {
    "preview": _NEW_DRAFT,
    "approve": f"Approve it: POST {EDITION}/approve.",
    "hold": f"Hold it, and those wait who have not received it: POST {EDITION}/hold.",
    "release": f"Release it first: POST {EDITION}/release.",
    "send": f"Send it to one once more: POST {EDITION}/mails/again.",
    "status": _NOW,
    "recipient": _RECIPIENTS,
    "fact": _FIGURES,
    "pull": "Wait until the records are read, or ask the administrator of Drumbeat to have more of them read.",
}
"""What a program does in the place of a command, by the command's first word; the others are the administrator's."""
_FIELDS = {"from": "first_day", "to": "last_day"}
"""What a request calls an option of a command, where that is another word."""
_OPTION = re.compile(r"(?<!\w)--([a-z]+)")
_COMMAND = re.compile(r"\bdrumbeat ([a-z]+)")
OF_COMMANDS = re.compile(r"\bdrumbeat [a-z]|(?<!\w)--[a-z]|\bcommand\b")
"""Speaks of commands."""
_ADVICE: tuple[tuple[type[DrumbeatError], str], ...] = (
    (SettingsError, "Correct the request, and send it again."),
    (SourceError, _ADMINISTRATOR),
    (DeliveryError, "Mend the cause, or ask the administrator of Drumbeat to; then have it sent again."),
    (StoreError, _ADMINISTRATOR),
    (TryLater, "Ask again in a few minutes; what was done so far is kept."),
    (DrumbeatError, _ADMINISTRATOR),
)


def told(error: DrumbeatError) -> str:
    """What happened, with the request's fields where a command line is told its options."""
    return _OPTION.sub(lambda found: _FIELDS.get(found[1], found[1]), str(error))


def advice(error: DrumbeatError) -> str:
    """The error's recovery; where that speaks of commands, what a program can ask for instead."""
    if not OF_COMMANDS.search(error.recovery):
        return error.recovery
    ways = [_WAYS.get(word, _ADMINISTRATOR) for word in _COMMAND.findall(error.recovery)]
    if ways:
        return " ".join(dict.fromkeys(ways))
    return next(words for kind, words in _ADVICE if isinstance(error, kind))
