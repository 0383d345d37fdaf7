"""The local ServiceNow and its demo organisation."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drumbeat.app.process import clock
from drumbeat.records.model import Declaration

if TYPE_CHECKING:
    from drumbeat.simulator.instance import Instance
    from drumbeat.simulator.server import Simulator


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


def simulated_sign_in(*, basic: bool) -> str:
    """As whom the simulator lets a client in, in words; `basic`: whether by user name and password as well."""
    from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER  # noqa: PLC0415

    client = f"OAuth client {DEFAULT_CLIENT.client_id}, secret {DEFAULT_CLIENT.client_secret}"
    user = f"user {DEFAULT_USER.user_name}, password {DEFAULT_USER.password}"
    return f"{user}; or as {client}" if basic else client


def group_manager(instance: Instance, group: str) -> tuple[str, str]:
    """Name and address of a group's manager in a simulated instance."""
    manager = next(row["manager"] for row in instance.rows("sys_user_group") if row["name"] == group)
    person = next(row for row in instance.rows("sys_user") if row["sys_id"] == manager)
    return person["name"], person["email"]


def user_address(instance: Instance, name: str) -> str:
    """The address of a person in a simulated instance."""
    return next(str(row["email"]) for row in instance.rows("sys_user") if row["name"] == name)


def loaded_instance(paths: Sequence[tuple[str, Path]], zone: str) -> tuple[Instance, int]:
    """An instance with the rows of files, and how many rows."""
    from drumbeat.simulator.instance import Instance  # noqa: PLC0415
    from drumbeat.simulator.loading import load  # noqa: PLC0415

    instance = Instance(clock=clock)
    return instance, sum(load(instance, path, table=table, time_zone=zone) for table, path in paths)


def demo_entries() -> Mapping[Declaration, Sequence[tuple[str, ...]]]:
    """What people of the demo organisation brought themselves: rows of lists to import, by kind."""
    from drumbeat.simulator.demo.entries import ENTRIES  # noqa: PLC0415

    return ENTRIES


def demo_consents() -> Sequence[tuple[str, str, str]]:
    """Who agreed to be named: name, category, where it was said."""
    from drumbeat.simulator.demo.entries import CONSENTS  # noqa: PLC0415

    return CONSENTS


def demo_brand(file: Path) -> dict[str, Any]:
    """Write the demo organisation's logo; the section of the settings that shows it."""
    from drumbeat.atomic_files import write_whole  # noqa: PLC0415
    from drumbeat.simulator.demo.logo import logo  # noqa: PLC0415

    write_whole(file, logo())
    return {"logo": file, "logo_alt": "Larkfield Instruments", "logo_width": 144}


def demo_facts(file: Path) -> dict[str, Any]:
    """Write the list of the demo organisation's mail filter; the section of the settings that reads it."""
    from drumbeat.atomic_files import write_whole  # noqa: PLC0415
    from drumbeat.simulator.demo.facts import SECTION, spam_list  # noqa: PLC0415

    write_whole(file, spam_list().encode())
    return {"spam": {**SECTION, "file": file}}
