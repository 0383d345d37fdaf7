"""Where mails lie that came back, and what makes reports of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from drumbeat.app.mail import MICROSOFT_MAIL, tokens_of
from drumbeat.bounces import Box
from drumbeat.editions.bounces import Report
from drumbeat.settings import MailSettings


def bounce_box(mail: MailSettings, clock: Callable[[], datetime]) -> Box | None:
    """The mailbox that the settings name; None where they name none."""
    said = mail.bounces
    if said.folder is not None:
        from drumbeat.delivery.bounce_files import Files  # noqa: PLC0415

        return Files((said.folder,), str(said.folder)[-200:])
    if not said.host:
        return None
    from drumbeat.delivery.bounce_mailbox import ImapMailbox  # noqa: PLC0415

    return ImapMailbox(
        host=said.host,
        port=said.port,
        user=said.user,
        clock=clock,
        security=said.security,
        password="" if said.uses_token else said.password.get_secret_value(),
        mailbox=said.mailbox,
        ca_bundle=said.ca_bundle,
        tokens=tokens_of(mail, MICROSOFT_MAIL) if said.uses_token else None,
    )


def bounce_files(paths: Sequence[Path]) -> Box:
    """Files and folders that somebody hands over."""
    from drumbeat.delivery.bounce_files import Files  # noqa: PLC0415

    return Files(tuple(paths))


def bounce_report(content: bytes) -> Report | None:
    """The report that a mail is; None where it is none."""
    from drumbeat.delivery.reports import report_of  # noqa: PLC0415

    return report_of(content)
