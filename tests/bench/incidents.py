"""The incidents that the bench reads: many, alike, and cheap to make; the same ones at every call."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from drumbeat.simulator.instance import Instance, Row, sys_id_for

BEGIN = datetime(2026, 1, 1)  # noqa: DTZ001  written out as UTC text, never compared
STEP = timedelta(seconds=25)
"""Between one resolved incident and the next: a million of them fill 289 days."""
USERS, GROUPS, SERVICES = 400, 30, 300
_TEXTS = 2_000
_WORDS = (
    "printer network login mail laptop vpn password server browser disk replaced restarted configuration reported "
    "cable port switch certificate renewed driver update installed folder permission backup monitor account token"
)


def window_of(count: int) -> tuple[datetime, datetime]:
    """From before the first to after the last of so many incidents, both UTC without zone."""
    return BEGIN, BEGIN + count * STEP + timedelta(seconds=1)


def filled(count: int) -> Instance:
    """An instance with so many resolved incidents, and the people, groups and services they refer to."""
    instance = Instance()
    instance.extend(
        {
            "sys_user": ({"user_name": f"u{n}", "name": f"Robin Example {n}"} for n in range(USERS)),
            "sys_user_group": ({"name": f"Group {n}"} for n in range(GROUPS)),
            "cmdb_ci": ({"name": f"host-{n}"} for n in range(SERVICES)),
            "cmdb_ci_service": ({"name": f"Service {n}"} for n in range(SERVICES)),
            "incident": _incidents(count, instance),
        }
    )
    return instance


def _incidents(count: int, instance: Instance) -> Iterator[Row]:
    """Texts are drawn from a stock: a million rows then share most of their strings."""
    rng, words = random.Random(66), _WORDS.split()
    people, groups, hosts, services = (
        [row["sys_id"] for row in instance.rows(table)]
        for table in ("sys_user", "sys_user_group", "cmdb_ci", "cmdb_ci_service")
    )
    titles = [" ".join(rng.choices(words, k=7)) for _ in range(_TEXTS)]
    notes = [" ".join(rng.choices(words, k=25)) for _ in range(_TEXTS)]
    for n in range(count):
        resolved = BEGIN + n * STEP
        resolver, caller = rng.choice(people), rng.choice(people)
        yield {
            "sys_id": sys_id_for("incident", str(n)),
            "number": f"INC{n:07}",
            "state": "7",
            "opened_at": str(resolved - timedelta(minutes=rng.randrange(5, 5_000))),
            "resolved_at": str(resolved),
            "closed_at": str(resolved),
            "assignment_group": rng.choice(groups),
            "assigned_to": resolver,
            "resolved_by": resolver,
            "caller_id": caller,
            "opened_by": caller,
            "contact_type": "phone",
            "short_description": rng.choice(titles),
            "close_notes": rng.choice(notes),
            "close_code": "Solution provided",
            "category": "network",
            "subcategory": "vpn",
            "priority": "3",
            "reopen_count": "0",
            "reassignment_count": "1",
            "made_sla": "true",
            "cmdb_ci": rng.choice(hosts),
            "business_service": rng.choice(services),
        }
