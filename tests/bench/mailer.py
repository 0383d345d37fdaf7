"""Sends one edition to many: `mailer.py NAME PORT COUNT STORE CONTENT`.

NAME is ours, or plain or handed with the number of its connections: plain-1, or plain-all for as many as ours has. All
send the same words from the file CONTENT, to each recipient with an own To, Message-ID and link to unsubscribe.
Plain is a script around smtplib: it makes each mail with the library's `EmailMessage`, and remembers nothing. Handed is
smtplib given mails that our mould made. Ours is what `drumbeat send` does, from the rules of who receives it to the
edition's end, with the ledger in a new SQLite file, and the pace and the connections without limit. Prints one line of
JSON: seconds, CPU seconds and the peak of memory in MB.
"""

from __future__ import annotations

import hashlib
import json
import resource
import smtplib
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from drumbeat import app
from drumbeat.desk.context import Context
from drumbeat.desk.recipients import change_rules
from drumbeat.desk.sending import send_now
from drumbeat.editions.deliveries import DeliveryState
from drumbeat.editions.recipients import RecipientKind, Rule
from drumbeat.ports import Content
from drumbeat.records.period import Period
from drumbeat.records.team import Team
from drumbeat.settings import Settings

NOW = datetime(2026, 11, 3, 8, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")
OCTOBER = Period.month(2026, 10, BERLIN)
TEAM = Team("Network", ("Network",), (), BERLIN, lead="Ann", lead_address="ann@example.com")
PAGES = "https://drumbeat.example.com"
SENDER = "drumbeat@example.com"


def settings_of(port: int, store: str) -> Settings:
    """An installation without limits."""
    limits = {"connections": 0, "per_minute": 0, "per_day": 0}
    way = {"transport": "smtp", "host": "127.0.0.1", "port": port, "security": "none", "sender": SENDER}
    return Settings.model_validate(
        {
            "store": {"url": f"sqlite:///{store}"},
            "mail": {**way, **limits},
            "web": {"url": PAGES, "secret": "a secret of letters of the bench"},
        }
    )


def in_shares(whom: Sequence[str], settings: Settings, send: Callable[[smtplib.SMTP, str], object], count: int) -> None:
    """To each by one of so many connections, each in a thread of its own."""

    def share(number: int) -> None:
        with smtplib.SMTP(settings.mail.host, settings.mail.port) as client:
            for recipient in whom[number::count]:
                send(client, recipient)

    with ThreadPoolExecutor(count) as threads:
        list(threads.map(share, range(count)))


def plain(content: Content, whom: list[str], settings: Settings, count: int) -> None:
    """As scripts do it: each mail is made by the standard library."""
    preview = f"{PAGES}/u/preview"

    def send(client: smtplib.SMTP, recipient: str) -> None:
        key = hashlib.sha256(recipient.encode()).hexdigest()
        page = f"{PAGES}/u/t{key * 3}"
        message = EmailMessage(policy=SMTP)
        message["From"] = SENDER
        message["To"] = f"<{recipient}>"
        message["Reply-To"] = TEAM.lead_address
        message["Subject"] = content.subject
        message["Date"] = format_datetime(NOW)
        message["Message-ID"] = f"<{key[:32]}.drumbeat@example.com>"
        message["List-Id"] = "<network.drumbeat.example.com>"
        message["List-Unsubscribe"] = f"<{page}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(content.text.replace(preview, page), cte="quoted-printable")
        message.add_alternative(content.html.replace(preview, page), subtype="html", cte="quoted-printable")
        client.send_message(message)

    in_shares(whom, settings, send, count)


def handed(content: Content, whom: list[str], settings: Settings, count: int) -> None:
    """Mails from our mould: only the handing over, and the making in the least time, is plain smtplib's."""
    letter = app.letters(settings, content, TEAM, OCTOBER, NOW)

    def send(client: smtplib.SMTP, recipient: str) -> None:
        message_id = app.message_id(TEAM.name, OCTOBER, recipient, settings.mail.domain)
        message = letter(app.Reader(recipient), message_id)
        client.sendmail(message.sender, [recipient], message.content)

    in_shares(whom, settings, send, count)


def ours(context: Context) -> None:
    """As `drumbeat send` does it."""
    edition = context.store.editions.find(TEAM.name, OCTOBER)
    if edition is None:
        raise SystemExit("There is no edition.")
    found = send_now(
        context, context.store.teams.get(TEAM.name), OCTOBER, edition, context.store.editions.seal(edition.id)
    )
    if any(each.state is not DeliveryState.SENT for each in found):
        raise SystemExit("Not everybody was sent to.")


def prepared(content: Content, whom: list[str], settings: Settings) -> Context:
    """A store with the draft, and whom it goes to."""
    context = Context(None, given=settings, actor=lambda: "bench")
    context.store.teams.add(TEAM)
    change_rules(context, TEAM.name, [Rule(RecipientKind.ADDRESS, each) for each in whom])
    context.store.editions.save_draft(TEAM.name, OCTOBER, content, [], NOW)
    return context


def ready(name: str, content: Content, whom: list[str], settings: Settings) -> Callable[[], None]:
    """What is measured, once everything that comes before it is there."""
    if name == "ours":
        return partial(ours, prepared(content, whom, settings))
    sender, _, connections = name.partition("-")
    count = app.workers(settings.mail) if connections == "all" else int(connections)
    return partial({"plain": plain, "handed": handed}[sender], content, whom, settings, count)


def main() -> None:
    """Send, and say what it cost."""
    name, port, count, store, file = sys.argv[1:]
    content = Content(**json.loads(Path(file).read_text(encoding="utf-8")))
    whom = [f"reader-{number:05}@example.com" for number in range(int(count))]
    send = ready(name, content, whom, settings_of(int(port), store))
    began, cpu = time.perf_counter(), time.process_time()
    send()
    spent = {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}
    print(json.dumps(spent | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
