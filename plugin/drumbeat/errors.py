"""The error tree, by what a person can do about it.

DrumbeatError                   70
    SettingsError                2   a setting, an option or a name is wrong
        NotCovered               2   there are no records of the period
        TeamOfOne                2   a digest would be one person's record
        TokenRefused             2   a signed link is forged, damaged or too old
        Conflict                 2   what somebody saw and wants to change is another by now
    SourceError                  3   ServiceNow, an exported list or a source of facts refused
        TableAbsent              3   no such table here: the plugin is not active
        TableDenied              3   the account may not read it
        ExportUnreadable         3   the file is not the list it should be
        FactUnreadable           3   what a source of operational facts says cannot be one
        FactMissing              3   it says nothing of the period
    DeliveryError                4   a mail was refused, or its fate is unknown
        MailServerRefused        4   the server refuses us, whoever the recipient is
        RecipientGone            4   the server knows no such recipient, or no longer
        DeliveryUnknown          4   the server may have accepted it: never repeat by itself
    StoreError                   5   the database or a file could not be read or written
    TryLater                    75   nothing is wrong that time does not mend
        Throttled               75   the mail server asks us to send more slowly

Exit codes are those of the design: 0 done, 2 settings, 3 source, 4 delivery, 5 store, 70 bug, 75 try later
(70 and 75 are EX_SOFTWARE and EX_TEMPFAIL of sysexits.h).

A message says what happened in a sentence; `recovery` says what to do next. Neither ever holds ticket text,
a password, a token, or a query string.
"""

from __future__ import annotations

from typing import ClassVar

from drumbeat.sentences import sentence


class DrumbeatError(Exception):
    """Base of all errors that Drumbeat raises on purpose."""

    exit_code: ClassVar[int] = 70
    recovery: str = sentence("Please report this with the command you ran.")

    def __init__(self, message: str, *, recovery: str | None = None) -> None:
        super().__init__(message)
        if recovery is not None:
            self.recovery = recovery


class SettingsError(DrumbeatError):
    """A setting, an option or a name is wrong; nothing was done."""

    exit_code = 2
    recovery: str = sentence("Correct it and run the command again.")


class NotCovered(SettingsError):
    """There are no records of the period: a digest would be of noughts that nobody counted."""

    recovery: str = sentence("Read further back with `drumbeat pull --months …`, or export a longer list.")


class TeamOfOne(SettingsError):
    """A team behind whose records one person stands gets no digest (design section 6)."""

    recovery: str = sentence("Ask for a team or group of several people.")


class TokenRefused(SettingsError):
    """A signed link is forged, damaged, for another purpose, or too old. Which of these, nobody is told in detail."""

    recovery: str = sentence("Open the link of a newer mail, or ask whoever sends it.")


class Conflict(SettingsError):
    """What a person saw was changed by somebody else meanwhile; nothing was done. The message says what holds now."""

    recovery: str = sentence("Look at it as it is now, then decide again.")


class SourceError(DrumbeatError):
    """ServiceNow, or an exported list, refused what was asked for."""

    exit_code = 3
    recovery: str = sentence("Run `drumbeat check`: it says what to ask the ServiceNow administrator for.")


class TableAbsent(SourceError):
    """No such table on this instance; its plugin is probably not active (fact sheet 1.8, trap 36)."""


class TableDenied(SourceError):
    """The account may not read the table or a field of the query (fact sheet 1.5, traps 3 and 11).

    `asked_for`: what the ServiceNow administrator has to be asked for; empty where that is not known.
    """

    def __init__(self, message: str, *, asked_for: str = "") -> None:
        advice = sentence("Ask the ServiceNow administrator for {what}.", what=asked_for) if asked_for else None
        super().__init__(message, recovery=advice)
        self.asked_for = asked_for


class ExportUnreadable(SourceError):
    """An exported list cannot be read without guessing."""

    recovery: str = sentence("Export the list again with its header, as CSV in UTF-8 or as a workbook (.xlsx).")


class FactUnreadable(SourceError):
    """A source of operational facts refused, or what it says cannot be printed without guessing."""

    recovery: str = sentence(
        "Correct the source or its [facts.…] section, then run `drumbeat fact fetch` again; see docs/facts.md."
    )


class FactMissing(SourceError):
    """A source says nothing of the period: the line is left out, since that is not zero (signals sheet 2.1)."""

    recovery: str = sentence("Ask whoever keeps the source, or type the figure with `drumbeat fact add`.")


class DeliveryError(DrumbeatError):
    """A mail was refused: it has not left, and sending again is safe."""

    exit_code = 4
    recovery: str = sentence("Mend the cause; `drumbeat send` then sends to those who have not been sent to.")


class MailServerRefused(DeliveryError):
    """The mail server refuses us, whoever the recipient is: the log-in, the certificate, TLS.

    Trying the next recipient could lock the account.
    """

    recovery: str = sentence("Mend the mail settings; `drumbeat send` then sends to those who have not been sent to.")


class RecipientGone(DeliveryError):
    """The mail server says that there is no such mailbox, or that it is switched off (rule E42)."""

    recovery: str = sentence(
        "Whoever left can be taken out with `drumbeat recipient remove`; the others are not affected."
    )


class DeliveryUnknown(DeliveryError):
    """The connection broke after the message was handed over: the server may have accepted it."""

    recovery: str = sentence(
        "Ask the recipient or read the mail server's log; such a mail is never repeated by itself."
    )


class StoreError(DrumbeatError):
    """The database or a file could not be read or written; nothing was half-written."""

    exit_code = 5
    recovery: str = sentence("Check the path, its permissions and the free space, then run the command again.")


class TryLater(DrumbeatError):
    """The other side is away or busy; the same command will do later."""

    exit_code = 75
    recovery: str = sentence("Run the command again in a few minutes; what was done so far is kept.")


class MadeAnew(TryLater):
    """A newer draft took the place of the one that was being read: whoever reads again reads that."""

    recovery: str = sentence("Run the command again.")


class Deferred(TryLater):
    """The mail server does not take this recipient's mail now, and said so: a full mailbox, greylisting (rule E41)."""


class Throttled(TryLater):
    """The mail server took nothing, and asks us to send more slowly (rule E41)."""

    def __init__(self, message: str, *, recovery: str | None = None, after: float | None = None) -> None:
        super().__init__(message, recovery=recovery)
        self.after = after
        """Seconds in which nothing more is to be sent, where the server said how many."""
