"""Figures with their comparison: last period, and the typical one."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median

from drumbeat.digest.definitions import DEFINITIONS, Definition
from drumbeat.digest.model import Figure, Unit
from drumbeat.digest.population import Population

SMALL = 10
"""Below ten a count is printed without percentage or trend (design section 6)."""
TYPICAL_OF = 6
TYPICAL_AT_LEAST = 3
"""Fewer earlier periods than this make no typical one."""

_NOTES = {"sla_met_share": "by the field made_sla; SLA records were not read"}


def figures(
    now: Population, earlier: Sequence[Population], readable: Collection[str], *, with_personal: bool = True
) -> tuple[Figure, ...]:
    """All figures that can be computed.

    `earlier` holds the periods before, the nearest first, only as far as the records reach back; a period the
    records do not cover is not nought. Without `with_personal`, those of F4 are left out.
    """
    found: list[Figure] = []
    for definition in DEFINITIONS:
        if not definition.is_computable(readable) or (definition.is_personal and not with_personal):
            continue
        figure = _figure(definition, now, earlier, readable)
        if figure is not None:
            found.append(figure)
    return tuple(found)


def _figure(
    definition: Definition, now: Population, earlier: Sequence[Population], readable: Collection[str]
) -> Figure | None:
    measured = definition.measure(now)
    if measured is None:
        return None
    before = [definition.measure(then) for then in earlier[:TYPICAL_OF]]
    values = [then.value for then in before if then is not None]
    previous = before[0].value if before and before[0] is not None else None
    return Figure(
        id=definition.id,
        label=definition.label,
        value=measured.value,
        unit=definition.unit,
        n=measured.n,
        previous=previous,
        typical=median(values) if len(values) >= TYPICAL_AT_LEAST else None,
        evidence=measured.evidence,
        small=(measured.value if definition.unit is Unit.COUNT else measured.n) < SMALL,
        note=_note(definition, readable),
    )


def _note(definition: Definition, readable: Collection[str]) -> str:
    missing = [table for table in definition.tables if table not in readable]
    parts = [_NOTES.get(definition.id, ""), f"without {', '.join(missing)}" if missing else ""]
    return "; ".join(part for part in parts if part)
