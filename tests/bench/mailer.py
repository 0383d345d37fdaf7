"""Sends one edition to many: `mailer.py NAME PORT COUNT STORE CONTENT`, where NAME is ours or plain.

Both make each mail in the same way, of the content in the file CONTENT. Plain is smtplib in a loop over one connection
and remembers nothing; ours is `pipeline.send` as the command calls it, with the ledger in a new SQLite file, the pace
and the connections without limit. Prints one line of JSON: seconds, CPU seconds and the peak of memory in MB.
"""

from __future__ import annotations

import json
import resource
import smtplib
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.editions.deliveries import Delivery, DeliveryState, Planned
from drumbeat.pipeline import Mailing, send
from drumbeat.ports import Content, Message
from drumbeat.records.period import Period
from drumbeat.settings import MailSettings
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
OCTOBER = Period.month(2026, 10, ZoneInfo("Europe/Berlin"))
TEAM = "Network"


def made(content: Content, recipient: str, mail: MailSettings) -> Message:
    """The mail to one recipient."""
    return app.compose(content, mail, app.Addressing(TEAM, OCTOBER, recipient, "ann@example.com", NOW))


def plain(content: Content, whom: list[str], mail: MailSettings) -> None:
    """As most scripts do it."""
    with smtplib.SMTP(mail.host, mail.port) as client:
        for recipient in whom:
            client.send_message(made(content, recipient, mail), to_addrs=[recipient])


def ours(content: Content, whom: list[str], mail: MailSettings, store: Path) -> None:
    """As `drumbeat send` does it."""
    editions = EditionStore(Database(f"sqlite:///{store}"))
    edition = editions.save_draft(TEAM, OCTOBER, content, [], NOW)

    def compose(delivery: Delivery) -> Message:
        return made(editions.content(edition.id), delivery.recipient, mail)

    mailing = Mailing(
        edition_id=edition.id,
        planned=[Planned(each, app.message_id(TEAM, OCTOBER, each, mail.domain)) for each in whom],
        compose=compose,
        transport=app.transport(mail),
        clock=lambda: datetime.now(UTC),
        pace=app.pace(mail),
        workers=app.workers(mail),
    )
    found = send(editions, mailing)
    mailing.transport.close()
    if any(each.state is not DeliveryState.SENT for each in found):
        raise SystemExit("Not everybody was sent to.")


def main() -> None:
    """Send, and say what it cost."""
    name, port, count, store, content = sys.argv[1:]
    edition = Content(**json.loads(Path(content).read_text(encoding="utf-8")))
    limits = {"connections": 0, "per_minute": 0, "per_day": 0}
    mail = MailSettings(transport="smtp", host="127.0.0.1", port=int(port), security="none", **limits)
    whom = [f"reader-{number:05}@example.com" for number in range(int(count))]
    began, cpu = time.perf_counter(), time.process_time()
    if name == "plain":
        plain(edition, whom, mail)
    else:
        ours(edition, whom, mail, Path(store))
    spent = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    print(json.dumps(spent | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
