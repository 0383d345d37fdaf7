"""What the API says of a value: the stored form, what a user sees, or both (fact sheet 1.2).

Everything is a string. An empty reference is `""`, not an object; under `all` it is an object like any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from drumbeat.simulator.instance import Instance, Row
from drumbeat.simulator.moments import shown, shown_date, shown_duration
from drumbeat.simulator.paths import Path, reader, reference_text
from drumbeat.simulator.schema import CLASS_NAME, Column, Kind
from drumbeat.simulator.session import Session

Rendered: TypeAlias = str | dict[str, str]
Renderer: TypeAlias = Callable[[Row], Rendered]


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


def _renderer(instance: Instance, session: Session, path: Path, view: View) -> Renderer:
    read, column = reader(instance, path), path.column
    if column.kind is Kind.REFERENCE:
        return lambda row: _reference(instance, column, read(row), view)
    if view.mode == "false":
        return read
    remembered: dict[str, str] = {}

    def see(value: str) -> str:
        if value not in remembered:
            remembered[value] = display_value(instance, session, column, value)
        return remembered[value]

    if view.mode == "true":
        return lambda row: see(read(row))
    return lambda row: {"display_value": see(value := read(row)), "value": value}


def _reference(instance: Instance, column: Column, value: str, view: View) -> Rendered:
    if not value:
        return {"display_value": "", "value": ""} if view.mode == "all" else ""
    link = {"link": f"{view.base}/api/now/table/{column.table}/{value}"} if view.links else {}
    if view.mode == "false":
        return {**link, "value": value} if link else value
    text = reference_text(instance, column.table, value)
    if view.mode == "true":
        return {"display_value": text, **link} if link else text
    return {"display_value": text, **link, "value": value}
