"""What the API says of a value: the stored form, what a user sees, or both (fact sheet 1.2).

Everything is a string. An empty reference is `""`, not an object; under `all` it is an object like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeAlias

import orjson

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.moments import shown, shown_date, shown_duration
from drumbeat.simulator.paths import Path, reader, reference_text
from drumbeat.simulator.schema import CLASS_NAME, Column, Kind
from drumbeat.simulator.session import Session

Rendered: TypeAlias = str | dict[str, str]
Renderer: TypeAlias = Callable[[Row], Rendered]

_SHOWN_AS_STORED = frozenset({Kind.STRING, Kind.BOOLEAN, Kind.DECIMAL})
_VALUES_KEPT = 65_536
"""Of one field, display values that need not be worked out again."""


@dataclass(frozen=True, slots=True)
class View:
    """How values are asked for: `sysparm_display_value`, `sysparm_exclude_reference_link`, the base of links."""

    mode: str = "false"
    """`false` for stored values, `true` for display values, `all` for both."""
    links: bool = True
    base: str = ""


def display_value(instance: Instance, session: Session, column: Column, value: str) -> str:
    """One stored value as the session's user sees it."""
    if not value:
        return ""
    if column.choices:
        return dict(column.choices).get(value, value)
    if column.name == CLASS_NAME:
        return instance.schema.label(value)
    if column.kind is Kind.REFERENCE:
        return reference_text(instance, column.table, value)
    if column.kind is Kind.LIST:
        return ", ".join(reference_text(instance, column.table, each) or each for each in value.split(","))
    return _plain_text(session, column.kind, value)


def _plain_text(session: Session, kind: Kind, value: str) -> str:
    """Times and dates in the user's zone and format, durations in words, whole numbers in groups of three."""
    user = session.user
    match kind:
        case Kind.DATETIME:
            return shown(value, session.zone, user.date_format, user.time_format)
        case Kind.DATE:
            return shown_date(value, user.date_format)
        case Kind.DURATION:
            return shown_duration(value)
        case Kind.INTEGER if value.lstrip("-").isdigit():
            return f"{int(value):,}"
        case _:
            return value


def renderers(instance: Instance, session: Session, paths: Mapping[str, Path], view: View) -> dict[str, Renderer]:
    """For each field, by the name it was asked for, the function that renders it for a row."""
    return {name: _renderer(instance, session, path, view) for name, path in paths.items()}


def row_texts(
    instance: Instance, session: Session, paths: Mapping[str, Path], view: View, rows: Sequence[Row]
) -> list[bytes]:
    """Each row with these fields, as JSON. What has been rendered once is remembered."""
    user = session.user
    key = (tuple(paths.items()), view, user.time_zone, user.date_format, user.time_format)
    memory, state = instance.memory, instance.state
    render = memory.recall(state, key, lambda: renderers(instance, session, paths, view))
    known = memory.texts(state, key)
    found = []
    for row in rows:
        text = known.get(id(row))
        if text is None:
            text = known[id(row)] = orjson.dumps({name: field(row) for name, field in render.items()})
            memory.grown(len(text))
        found.append(text)
    return found


def _renderer(instance: Instance, session: Session, path: Path, view: View) -> Renderer:
    read, column = reader(instance, path), path.column
    if column.kind is Kind.REFERENCE:
        known = lru_cache(_VALUES_KEPT)(partial(_reference, instance, column, view))
        return lambda row: known(read(row))
    if view.mode == "false":
        return read
    see = _seeing(instance, session, column)
    if view.mode == "true":
        return lambda row: see(read(row))
    return lambda row: {"display_value": see(value := read(row)), "value": value}


def _seeing(instance: Instance, session: Session, column: Column) -> Callable[[str], str]:
    """`display_value` of one column, remembered where it takes work."""
    if column.kind in _SHOWN_AS_STORED and not column.choices and column.name != CLASS_NAME:
        return str
    return lru_cache(_VALUES_KEPT)(partial(display_value, instance, session, column))


def _reference(instance: Instance, column: Column, view: View, value: str) -> Rendered:
    if not value:
        return {"display_value": "", "value": ""} if view.mode == "all" else ""
    link = {"link": f"{view.base}/api/now/table/{column.table}/{value}"} if view.links else {}
    if view.mode == "false":
        return {**link, "value": value} if link else value
    text = reference_text(instance, column.table, value)
    if view.mode == "true":
        return {"display_value": text, **link} if link else text
    return {"display_value": text, **link, "value": value}
