"""ServiceNow, or lists exported from it, as sources."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Sequence
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from drumbeat.app.process import clock
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.spoken import spoken
from drumbeat.errors import SettingsError
from drumbeat.ports import Source
from drumbeat.records.dates import FORMATS
from drumbeat.records.tables import TABLES, Table
from drumbeat.sentences import sentence
from drumbeat.settings import ServiceNowSettings

if TYPE_CHECKING:
    from drumbeat.source.auth import Grant, SignIn
    from drumbeat.source.servicenow import ServiceNow


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
        message = sentence("The settings name no ServiceNow instance.")
        raise SettingsError(
            message, recovery=sentence("Set servicenow.url in drumbeat.toml, or DRUMBEAT_SERVICENOW__URL.")
        )
    around = Surroundings(
        http=HttpSettings(settings.proxy, settings.ca_bundle),
        sleep=time.sleep,
        rng=random.Random(),
        pace=Pace(settings.requests_per_hour, clock=time.monotonic, sleep=time.sleep),
        doorway=Doorway(),
    )
    sign_in = sign_in_of(settings)
    patience = Patience(limit=settings.page_size, attempts=settings.attempts)
    return [ServiceNow(settings.url, sign_in, around, patience) for _ in range(settings.workers)]


def sign_in_of(settings: ServiceNowSettings) -> SignIn:
    """How the settings say to sign in. Raises SettingsError when they do not say enough."""
    from drumbeat.source.auth import Basic, Client, OAuth  # noqa: PLC0415

    way = settings.way
    if not way:
        message = sentence("The settings do not say how to sign in to ServiceNow.")
        raise SettingsError(
            message, recovery=sentence("Set servicenow.client_id and client_secret, or servicenow.user and password.")
        )
    missing = settings.lacking(way)
    if missing:
        needed = tuple(f"servicenow.{name}" for name in missing)
        message = spoken(phrase("Signing in to ServiceNow by {way} needs {needed}.", way=way, needed=needed))
        variables = tuple(f"DRUMBEAT_SERVICENOW__{name.upper()}" for name in missing)
        raise SettingsError(
            message,
            recovery=spoken(phrase("Set it in drumbeat.toml, or better {variables} or …_FILE.", variables=variables)),
        )
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
