"""What Larkfield Instruments runs: business services, and the configuration items behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from drumbeat.simulator.demo import wording
from drumbeat.simulator.demo.people import Directory
from drumbeat.simulator.instance import Row, sys_id_for

_SITES = {"kie": "Kiel", "lee": "Leeds", "lyo": "Lyon"}
_MAIN_SITE = "Kiel"
_USUAL = "3 - less critical"


@dataclass(frozen=True, slots=True)
class Item:
    """A configuration item. `site` is empty for what stands nowhere, `support` where no team has it in its care."""

    sys_id: str
    name: str
    class_name: str
    site: str
    support: str
    """The name of the team that supports it."""


@dataclass(frozen=True, slots=True)
class Services:
    """The items by pool, and the rows of services and items."""

    pools: dict[str, tuple[Item, ...]]
    tables: dict[str, list[Row]]

    def pick(self, rng: Random, pool: str, site: str = "") -> Item:
        """An item of the pool, one at that site where there is one."""
        items = self.pools[pool]
        near = [item for item in items if item.site == site] if site else []
        return rng.choice(near or items)

    def named(self, name: str) -> Item:
        """The item of that name."""
        return next(item for items in self.pools.values() for item in items if item.name == name)


def service_id(name: str) -> str:
    """The sys_id of a business service."""
    return sys_id_for("cmdb_ci_service", name)


def services(directory: Directory) -> Services:
    """Everything that can have a ticket."""
    data = wording.table("services")
    others: dict[str, str] = data["supported_by_others"]
    pools = {name: tuple(_items(pool["names"], pool, others)) for name, pool in data["pools"].items()}
    for name, pool in data["numbered"].items():
        numbers = range(pool["first"], pool["first"] + pool["count"])
        pools[name] = tuple(_items([pool["pattern"].format(number) for number in numbers], pool, others))
    groups = {team.name: team.sys_id for team in directory.teams}
    critical = {name: level for level, names in data["criticality"].items() for name in names}
    rows = {
        "cmdb_ci_service": [
            _service(name, groups[team]) | {"busines_criticality": critical.get(name, _USUAL)}
            for name, team in data["services"].items()
        ],
        "cmdb_ci": [_item_row(item, groups) for items in pools.values() for item in items],
    }
    return Services(pools, rows)


def _items(names: list[str], pool: Mapping[str, Any], others: Mapping[str, str]) -> Iterator[Item]:
    for name in names:
        site = _SITES.get(name[:3], "")
        support = others.get(name, pool.get("support", ""))
        yield Item(sys_id_for("cmdb_ci", name), name, pool["class"], site, support)


def site_of(item: Item, caller_site: str) -> str:
    """Where a ticket about the item plays: at the item, else at the caller."""
    return item.site or caller_site or _MAIN_SITE


def _item_row(item: Item, groups: Mapping[str, str]) -> Row:
    return {
        "sys_id": item.sys_id,
        "name": item.name,
        "sys_class_name": item.class_name,
        "install_status": "1",
        "support_group": groups.get(item.support, ""),
    }


def _service(name: str, group: str) -> Row:
    return {
        "sys_id": service_id(name),
        "name": name,
        "sys_class_name": "cmdb_ci_service",
        "install_status": "1",
        "support_group": group,
    }
