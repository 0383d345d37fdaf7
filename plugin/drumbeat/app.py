"""The composition root: settings in, wired parts out. The only module that names concrete adapters.

Adapters are imported inside the factories, so that a command pays only for what it uses.
"""

from __future__ import annotations

import csv
import random
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.digest.build import Policy
from drumbeat.errors import SettingsError
from drumbeat.ports import Content, Message, Source, Transport
from drumbeat.records.choices import Choices
from drumbeat.records.dates import FORMATS
from drumbeat.records.period import Period
from drumbeat.records.tables import TABLES, Table
from drumbeat.settings import MailSettings, ServiceNowSettings, Settings, choices_of, tables_of
from drumbeat.signals.gate import GateRules
from drumbeat.signals.skills import Skill, SkillMatcher

if TYPE_CHECKING:
    from drumbeat.rendering import Renderer
    from drumbeat.simulator.instance import Instance
    from drumbeat.simulator.server import Simulator
    from drumbeat.source.auth import Grant, SignIn
    from drumbeat.source.servicenow import ServiceNow
    from drumbeat.store.corrections import CorrectionStore
    from drumbeat.store.editions import EditionStore
    from drumbeat.store.records import RecordStore
    from drumbeat.store.teams import TeamStore


@dataclass(frozen=True, slots=True)
class Store:
    """The parts of one database."""

    records: RecordStore
    teams: TeamStore
    editions: EditionStore
    corrections: CorrectionStore


def clock() -> datetime:
    """Now, in UTC. The one place where the time comes from."""
    return datetime.now(UTC)


def open_store(settings: Settings) -> Store:
    """The store, migrated. Raises StoreError when it cannot be opened."""
    from drumbeat.store.corrections import CorrectionStore  # noqa: PLC0415
    from drumbeat.store.database import Database  # noqa: PLC0415
    from drumbeat.store.editions import EditionStore  # noqa: PLC0415
    from drumbeat.store.records import RecordStore  # noqa: PLC0415
    from drumbeat.store.teams import TeamStore  # noqa: PLC0415

    database = Database(settings.store.url)
    return Store(RecordStore(database), TeamStore(database), EditionStore(database), CorrectionStore(database))


def tables(settings: Settings) -> tuple[Table, ...]:
    """The tables that this installation reads, incidents first."""
    return tables_of(settings)


def choices(settings: Settings) -> Choices:
    """How states and closure codes are read on this installation."""
    return choices_of(settings)


def time_left(minutes: int) -> Callable[[], float]:
    """Tells the seconds that are left of so many minutes from now."""
    ends = time.monotonic() + 60.0 * minutes
    return lambda: ends - time.monotonic()


def servicenow(settings: ServiceNowSettings) -> ServiceNow:
    """The ServiceNow source, for one request at a time; see `servicenow_workers`."""
    return servicenow_workers(settings.model_copy(update={"workers": 1}))[0]


def servicenow_workers(settings: ServiceNowSettings) -> list[ServiceNow]:
    """A ServiceNow source for each worker: sessions of their own, one sign-in and one pace for all.

    Raises SettingsError when the settings do not say where or as whom.
    """
    from drumbeat.http_session import HttpSettings  # noqa: PLC0415
    from drumbeat.source.doorway import Doorway  # noqa: PLC0415
    from drumbeat.source.pace import Pace  # noqa: PLC0415
    from drumbeat.source.servicenow import Patience, ServiceNow, Surroundings  # noqa: PLC0415

    if not settings.url:
        message = "The settings name no ServiceNow instance."
        raise SettingsError(message, recovery="Set servicenow.url in drumbeat.toml, or DRUMBEAT_SERVICENOW__URL.")
    around = Surroundings(
        http=HttpSettings(settings.proxy, settings.ca_bundle),
        sleep=time.sleep,
        rng=random.Random(),
        pace=Pace(settings.requests_per_hour, clock=time.monotonic, sleep=time.sleep),
        doorway=Doorway(),
    )
    sign_in = _sign_in(settings)
    patience = Patience(limit=settings.page_size, attempts=settings.attempts)
    return [ServiceNow(settings.url, sign_in, around, patience) for _ in range(settings.workers)]


def _sign_in(settings: ServiceNowSettings) -> SignIn:
    from drumbeat.source.auth import Basic, Client, OAuth  # noqa: PLC0415

    way = settings.way
    if not way:
        message = "The settings do not say how to sign in to ServiceNow."
        raise SettingsError(
            message, recovery="Set servicenow.client_id and client_secret, or servicenow.user and password."
        )
    missing = settings.lacking(way)
    if missing:
        message = f"Signing in to ServiceNow by {way} needs servicenow.{' and servicenow.'.join(missing)}."
        variables = " and ".join(f"DRUMBEAT_SERVICENOW__{name.upper()}" for name in missing)
        raise SettingsError(message, recovery=f"Set it in drumbeat.toml, or better {variables} or …_FILE.")
    if way == "basic":
        return Basic(settings.user, settings.password.get_secret_value())
    secret = settings.client_secret.get_secret_value()
    client = Client(f"{settings.url}/oauth_token.do", settings.client_id, secret)
    return OAuth(client, _grant(way, settings))


def _grant(way: str, settings: ServiceNowSettings) -> Grant:
    from drumbeat.source.auth import ClientCredentials, JwtBearer, Password, RefreshToken  # noqa: PLC0415

    if way == "password":
        return Password(settings.user, settings.password.get_secret_value())
    if way == "refresh_token":
        return RefreshToken(settings.refresh_token.get_secret_value())
    if way == "jwt_bearer":
        from drumbeat.source.assertions import read_key  # noqa: PLC0415

        path = settings.private_key or Path()
        key = read_key(path, settings.key_id, clock=clock, new_id=lambda: str(uuid.uuid4()))
        return JwtBearer(settings.user, key, settings.client_id)
    return ClientCredentials()


def exported_list(
    path: Path, table: str, zone: tzinfo, dates: str | None, tables: Sequence[Table] = TABLES
) -> tuple[Source, Table]:
    """An exported list of one of these tables. Raises ExportUnreadable, or SettingsError for a table nobody reads."""
    from drumbeat.source.exported_list import ExportedList, Reading  # noqa: PLC0415

    by_name = {each.name: each for each in tables if not each.is_kept_as_rows}
    if table not in by_name:
        message = f"Drumbeat reads no table {table}."
        raise SettingsError(message, recovery=f"Tables: {', '.join(by_name)}.")
    reading = Reading(zone, FORMATS[dates] if dates else None)
    return ExportedList(path, by_name[table], reading), by_name[table]


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


def simulator(
    instance: Instance,
    *,
    port: int = 0,
    latency: float = 0.0,
    seed: int = 1,
    faults: Sequence[str] = (),
    tell: Callable[[str], None] | None = None,
) -> Simulator:
    """A local ServiceNow over an instance, not yet started, with scripted faults around it.

    `tell` hears a line for each fault that acts. Raises SettingsError for a script that is none.
    """
    from drumbeat.simulator.faults import Rehearsal  # noqa: PLC0415
    from drumbeat.simulator.server import Simulator  # noqa: PLC0415

    around = Rehearsal(instance, faults, clock=clock, tell=tell) if faults else None
    return Simulator(instance, port=port, rng=random.Random(seed), latency=latency, around=around)


def set_up(
    instance: Instance,
    *,
    user_zone: str,
    local_literals: bool,
    absent: frozenset[str],
    without_roles: bool,
    restricted_basic: bool,
) -> None:
    """Make a simulated instance one that `check` complains about; see the simulator's `SetUp`."""
    from drumbeat.simulator.set_up import SetUp  # noqa: PLC0415
    from drumbeat.simulator.set_up import set_up as apply  # noqa: PLC0415

    departures = SetUp(
        user_zone=user_zone,
        local_literals=local_literals,
        absent=absent,
        without_roles=without_roles,
        restricted_basic=restricted_basic,
    )
    apply(instance, departures)


def fault_table() -> list[str]:
    """The faults that the simulator can be told to have, as the lines of a Markdown table."""
    from drumbeat.simulator.faults import table_lines  # noqa: PLC0415

    return table_lines()


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
