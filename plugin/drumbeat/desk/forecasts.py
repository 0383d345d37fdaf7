"""What sending to so many takes, and when they are too many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.errors import SettingsError


@dataclass(frozen=True, slots=True)
class Forecast:
    """Of one edition."""

    mails: int
    takes: timedelta
    """At the pace that the settings allow; nothing where they set none."""
    a_day: int
    """Mails that may leave in 24 hours, of all teams; 0: no limit."""

    @property
    def is_too_much(self) -> bool:
        """Whether they are more than may leave in a day."""
        return bool(self.a_day) and self.mails > self.a_day


def forecast_of(context: Context, mails: int) -> Forecast:
    """What sending so many mails takes on this installation."""
    return Forecast(mails, app.sending_time(context.settings.mail, mails), most_a_day(context))


def most_a_day(context: Context) -> int:
    """Mails that may leave in 24 hours; 0 for no limit."""
    mail = context.settings.mail
    return 0 if mail.transport == "outbox" else mail.per_day


def refuse_too_much(context: Context, before: int, after: int) -> None:
    """Raises SettingsError where a change leads to more mailboxes than a day takes, and to more than before."""
    wanted = forecast_of(context, after)
    if wanted.is_too_much and after > before:
        raise SettingsError(
            spoken(
                phrase("That would be {count} mails, and {most} may leave in a day.", count=after, most=wanted.a_day)
            ),
            recovery=spoken(
                phrase(
                    "Nobody was added. Use a distribution list, or raise mail.per_day if your mail server takes more."
                )
            ),
        )
