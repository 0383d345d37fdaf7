"""An instance set up otherwise than a reader would like: what `drumbeat check` has to find."""

from __future__ import annotations

from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from drumbeat.errors import SettingsError
from drumbeat.simulator.access import access_of_roles
from drumbeat.simulator.accounts import DEFAULT_USER
from drumbeat.simulator.instance import Instance, sys_id_for


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """Departures from a good set-up; none by default."""

    user_zone: str = ""
    """The integration user's time zone, in which display values are written (trap 43)."""
    local_literals: bool = False
    """Whether times in a query are read in that zone (trap 44)."""
    absent: frozenset[str] = frozenset()
    """Tables whose plugin is not active (trap 36)."""
    without_roles: bool = False
    """Whether the integration user has no role: every task table is 200 and empty (trap 3)."""
    restricted_basic: bool = False
    """Whether user name and password are refused, and OAuth is not (trap 35)."""


def set_up(instance: Instance, departures: SetUp) -> None:
    """Set the instance up so. Raises SettingsError for a time zone or a table that there is not."""
    unknown = sorted(table for table in departures.absent if table not in instance.schema)
    if unknown:
        raise SettingsError(
            f"The simulator has no table {unknown[0]} that could be absent.", recovery="Name one like sn_cim_register."
        )
    with instance.lock:
        instance.absent |= departures.absent
        instance.properties = replace(
            instance.properties,
            literals_in_user_time_zone=departures.local_literals,
            basic_auth_restricted=departures.restricted_basic,
        )
        if departures.user_zone:
            _move(instance, departures.user_zone)
        if departures.without_roles:
            instance.change_user(DEFAULT_USER.user_name, access=access_of_roles(), roles=frozenset())


def _move(instance: Instance, zone: str) -> None:
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"There is no time zone {zone}.", recovery="Use a name such as US/Pacific.") from error
    instance.change_user(DEFAULT_USER.user_name, time_zone=zone)
    instance.update("sys_user", sys_id_for("sys_user", DEFAULT_USER.user_name), {"time_zone": zone})
