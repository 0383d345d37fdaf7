"""The composition root: settings in, wired parts out. The only module that names concrete adapters.

Adapters are imported inside the factories, so that a command pays only for what it uses.
"""

from __future__ import annotations

import csv
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.digest.build import Policy
from drumbeat.errors import SettingsError
from drumbeat.ports import Content, Message, Source, Transport
from drumbeat.records.dates import FORMATS
from drumbeat.records.period import Period
from drumbeat.records.tables import BY_NAME, Table
from drumbeat.settings import MailSettings, ServiceNowSettings, Settings
from drumbeat.signals.gate import GateRules
from drumbeat.signals.skills import Skill, SkillMatcher

if TYPE_CHECKING:
    from drumbeat.rendering import Renderer
    from drumbeat.simulator.instance import Instance
    from drumbeat.simulator.server import Simulator
    from drumbeat.source.servicenow import ServiceNow
    from drumbeat.store.editions import EditionStore
    from drumbeat.store.records import RecordStore
    from drumbeat.store.teams import TeamStore


@dataclass(frozen=True, slots=True)
class Store:
    """The parts of one database."""

    records: RecordStore
    teams: TeamStore
    editions: EditionStore


def clock() -> datetime:
    """Now, in UTC. The one place where the time comes from."""
    return datetime.now(UTC)


def open_store(settings: Settings) -> Store:
    """The store, migrated. Raises StoreError when it cannot be opened."""
    from drumbeat.store.database import Database  # noqa: PLC0415
    from drumbeat.store.editions import EditionStore  # noqa: PLC0415
    from drumbeat.store.records import RecordStore  # noqa: PLC0415
    from drumbeat.store.teams import TeamStore  # noqa: PLC0415

    database = Database(settings.store.url)
    return Store(RecordStore(database), TeamStore(database), EditionStore(database))


def servicenow(settings: ServiceNowSettings) -> ServiceNow:
    """The ServiceNow source. Raises SettingsError when the settings do not say where or as whom."""
    from drumbeat.http_session import HttpSettings  # noqa: PLC0415
    from drumbeat.source.auth import Basic, ClientCredentials, SignIn  # noqa: PLC0415
    from drumbeat.source.servicenow import Patience, ServiceNow  # noqa: PLC0415

    if not settings.url:
        message = "The settings name no ServiceNow instance."
        raise SettingsError(message, recovery="Set servicenow.url in drumbeat.toml, or DRUMBEAT_SERVICENOW__URL.")
    sign_in: SignIn
    if settings.client_id:
        secret = settings.client_secret.get_secret_value()
        sign_in = ClientCredentials(f"{settings.url}/oauth_token.do", settings.client_id, secret)
    elif settings.user:
        sign_in = Basic(settings.user, settings.password.get_secret_value())
    else:
        message = "The settings do not say how to sign in to ServiceNow."
        raise SettingsError(
            message, recovery="Set servicenow.client_id and client_secret, or servicenow.user and password."
        )
    return ServiceNow(
        settings.url,
        sign_in,
        http=HttpSettings(settings.proxy, settings.ca_bundle),
        sleep=time.sleep,
        rng=random.Random(),
        patience=Patience(limit=settings.page_size, attempts=settings.attempts),
    )


def exported_list(path: Path, table: str, zone: tzinfo, dates: str | None) -> tuple[Source, Table]:
    """An exported list of one table. Raises ExportUnreadable, or SettingsError for a table nobody reads."""
    from drumbeat.source.exported_list import ExportedList, Reading  # noqa: PLC0415

    if table not in BY_NAME:
        message = f"Drumbeat reads no table {table}."
        raise SettingsError(message, recovery=f"Tables: {', '.join(BY_NAME)}.")
    reading = Reading(zone, FORMATS[dates] if dates else None)
    return ExportedList(path, BY_NAME[table], reading), BY_NAME[table]


def transport(mail: MailSettings) -> Transport:
    """The way mail leaves, as the settings say."""
    if mail.transport == "outbox":
        return outbox(mail.outbox)
    from drumbeat.delivery.smtp import SmtpServer  # noqa: PLC0415

    return SmtpServer(
        host=mail.host,
        port=mail.port,
        security=mail.security,
        user=mail.user,
        password=mail.password.get_secret_value(),
        ca_bundle=mail.ca_bundle,
    )


def outbox(folder: Path) -> Transport:
    """A folder that takes mails as .eml files."""
    from drumbeat.delivery.outbox import OutboxFolder  # noqa: PLC0415

    return OutboxFolder(folder)


def is_address(text: str) -> bool:
    """Whether the text is one bare address that a mail can be made for."""
    from drumbeat.delivery.message import is_bare_address  # noqa: PLC0415

    return is_bare_address(text)


@dataclass(frozen=True, slots=True)
class Addressing:
    """Whose digest, to whom, when."""

    team: str
    period: Period
    recipient: str
    reply_to: str
    date: datetime


def compose(content: Content, mail: MailSettings, whom: Addressing) -> Message:
    """One message for one recipient. The Message-ID follows from team, period and recipient."""
    from drumbeat.delivery.identity import list_id  # noqa: PLC0415
    from drumbeat.delivery.message import Envelope, Rendered, build_message  # noqa: PLC0415

    envelope = Envelope(
        sender=mail.sender,
        recipient=whom.recipient,
        reply_to=whom.reply_to,
        message_id=message_id(whom.team, whom.period, whom.recipient, mail.domain),
        date=whom.date,
        list_id=list_id(whom.team, mail.domain),
    )
    return build_message(Rendered(content.subject, content.html, content.text), envelope)


def message_id(team: str, period: Period, recipient: str, domain: str) -> str:
    """The identity of one delivery; a retry carries the same."""
    from drumbeat.delivery.identity import message_id as identity  # noqa: PLC0415

    return identity(team, period, recipient, domain)


def mail_bytes(message: Message) -> bytes:
    """The message as it goes over the wire, or into an .eml file."""
    from drumbeat.delivery.message import wire_bytes  # noqa: PLC0415

    return wire_bytes(message)


def renderer(settings: Settings) -> Renderer:
    """What turns a digest into HTML, text and Markdown."""
    from drumbeat.rendering import Renderer  # noqa: PLC0415

    return Renderer(settings.report.templates)


def skills() -> SkillMatcher:
    """The matcher over the shipped skill file."""
    file = resources.files("drumbeat.signals") / "skills.csv"
    with file.open(encoding="utf-8") as lines:
        return SkillMatcher([_skill(row) for row in csv.DictReader(lines)])


def _skill(row: dict[str, str]) -> Skill:
    aliases = tuple(alias for alias in row["aliases_A"].split("|") if alias)
    return Skill(row["skill_id"], row["name"], row["group"], row["domain"], aliases)


def policy(settings: Settings, *, gate: bool = True) -> Policy:
    """What this installation decides about every digest."""
    return Policy(gate_rules(settings), gate, settings.privacy.minimum_group)


def gate_rules(settings: Settings) -> GateRules:
    """The gate's settings."""
    return GateRules(frozenset(settings.gate.service_accounts), settings.gate.clone_days)


def simulator(instance: Instance, *, port: int = 0, latency: float = 0.0, seed: int = 1) -> Simulator:
    """A local ServiceNow over an instance, not yet started."""
    from drumbeat.simulator.server import Simulator  # noqa: PLC0415

    return Simulator(instance, port=port, rng=random.Random(seed), latency=latency)


def demo_instance(until: datetime, seed: int = 1) -> Instance:
    """The demo organisation, as it stands at `until`."""
    from drumbeat.simulator.demo import organisation  # noqa: PLC0415
    from drumbeat.simulator.instance import Instance  # noqa: PLC0415

    instance = Instance(clock=lambda: until)
    instance.extend(organisation(until.date(), random.Random(seed)))
    return instance


def demo_sign_in() -> dict[str, str]:
    """The settings with which the simulator lets a client in."""
    from drumbeat.simulator.accounts import DEFAULT_CLIENT  # noqa: PLC0415

    return {"client_id": DEFAULT_CLIENT.client_id, "client_secret": DEFAULT_CLIENT.client_secret}


def group_manager(instance: Instance, group: str) -> tuple[str, str]:
    """Name and address of a group's manager in a simulated instance."""
    manager = next(row["manager"] for row in instance.rows("sys_user_group") if row["name"] == group)
    person = next(row for row in instance.rows("sys_user") if row["sys_id"] == manager)
    return person["name"], person["email"]


def loaded_instance(paths: Sequence[tuple[str, Path]], zone: str) -> tuple[Instance, int]:
    """An instance with the rows of files, and how many rows."""
    from drumbeat.simulator.instance import Instance  # noqa: PLC0415
    from drumbeat.simulator.loading import load  # noqa: PLC0415

    instance = Instance(clock=clock)
    return instance, sum(load(instance, path, table=table, time_zone=zone) for table, path in paths)
