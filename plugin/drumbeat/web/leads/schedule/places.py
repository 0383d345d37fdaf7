"""Whose holidays are no working days: menus of countries and their parts, in the words of the page."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

from drumbeat import app
from drumbeat.digest.language.phrase import phrase
from drumbeat.digest.language.places import country_of
from drumbeat.digest.language.wording import Wording
from drumbeat.web.blocks import Block, Text, Words
from drumbeat.web.fields import Choice, FormField, Hidden, Option
from drumbeat.web.leads.schedule.entries import PART_OF, Entries
from drumbeat.web.visits import Visit


def place_fields(visit: Visit, entries: Entries, wrong: Mapping[str, Words]) -> tuple[FormField, ...]:
    """The country, and its part where that one has any."""
    parts = app.parts_of(entries.country)
    hint = phrase("Its holidays are no working days. Once it is saved, its parts are offered where it has some.")
    menu = Choice(
        "country",
        phrase("Country"),
        _countries(visit, entries.country),
        entries.country,
        is_menu=True,
        hint=hint,
        wrong=wrong.get("country", ""),
    )
    if not parts:
        return (menu,)
    options = [Option("", phrase("the whole country"))]
    options += [Option(each, _part(each, name)) for each, name in parts.items()]
    if entries.part and entries.part not in parts:
        options.append(Option(entries.part, entries.part))
    part = Choice(
        "part",
        phrase("Part of the country"),
        tuple(options),
        entries.part,
        is_menu=True,
        wrong=wrong.get("part", ""),
    )
    return menu, part, Hidden(PART_OF, entries.country)


def placeless(entries: Entries) -> list[Block]:
    """That holidays count as working days where no country is chosen."""
    if entries.country:
        return []
    said = phrase(
        "No country is chosen: only Saturday and Sunday are free, and a holiday such as 1 January counts as a working "
        "day."
    )
    return [Text(said, "note")]


def place_said(entries: Entries, say: Wording) -> Words:
    """Country and part in words."""
    if not entries.country:
        return phrase("none")
    return named_place(entries.place, say)


def named_place(kept: str, say: Wording) -> str:
    """Country and part by name, of a place as a schedule keeps it: DE-BY."""
    country, _, part = kept.partition("-")
    name, parts = _named(country.upper(), say), app.parts_of(country)
    return f"{name}, {_part(part, parts.get(part, ''))}" if part else name


def _countries(visit: Visit, chosen: str) -> tuple[Option, ...]:
    """None, the likely ones, then all by name; what is kept though nobody knows it is among them."""
    known = app.countries()
    zones = (visit.team.zone.key, visit.context.settings.report.time_zone)
    likely = [each for each in dict.fromkeys(map(country_of, zones)) if each in known]
    rest = sorted(set(known) - set(likely), key=lambda code: _sorted(_named(code, visit.say)))
    other = [chosen] if chosen and chosen not in known else []
    none = Option("", phrase("none, only weekends"))
    return (none, *(Option(code, _named(code, visit.say)) for code in (*likely, *rest, *other)))


def _named(code: str, say: Wording) -> str:
    return str(say.locale.territories.get(code, code))


def _sorted(name: str) -> str:
    """Where readers look for it: Ä with A."""
    plain = unicodedata.normalize("NFKD", name)
    return "".join(char for char in plain if not unicodedata.combining(char)).casefold()


def _part(code: str, name: str) -> str:
    return f"{name} ({code})" if name else code
