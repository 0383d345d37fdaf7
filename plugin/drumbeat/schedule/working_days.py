"""On which days people work in a country, from the `holidays` library, which knows some 250 of them.

Weekends are the country's own: Friday and Saturday in Egypt. Where holidays follow the moon, those of later years are
its estimates.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches

from drumbeat.editions.rules import IsWorking, monday_to_friday
from drumbeat.errors import SettingsError
from drumbeat.sentences import sentence

_FORM = "Write a country as ISO 3166 does, with its part where parts have holidays of their own: DE, or DE-BY."
_CODE = 2
"""Letters of a code."""
_MOST_NEAR = 3


def working_days(country: str) -> IsWorking:
    """Whether people work on a day, there: `DE`, `DE-BY`, in either case; empty: Monday to Friday, without holidays.

    Raises SettingsError for a country or a part that is not known, with near ones. Each caller asks for its own: the
    library fills in a year when it is first asked for, which two threads must not do at once.
    """
    wanted = country.strip()
    if not wanted:
        return monday_to_friday
    import holidays  # noqa: PLC0415  most teams name no country, and need not wait for it

    code, dash, part = wanted.partition("-")
    if code.upper() not in countries():
        near = places_near(wanted)
        raise SettingsError(
            sentence("No holidays are known of {country}.", country=f"{country[:60]!r}"),
            recovery=_FORM + (f" Near it: {', '.join(near)}." if near else ""),
        )
    parts = _parts(code)
    if dash and part.casefold() not in parts:
        raise SettingsError(
            sentence(
                "{country} has no part {part} whose holidays are known.", country=code.upper(), part=f"{part[:60]!r}"
            ),
            recovery=_FORM + _advice(code.upper(), places_near(wanted), parts),
        )
    return holidays.country_holidays(code.upper(), subdiv=parts.get(part.casefold())).is_working_day


def countries() -> tuple[str, ...]:
    """The codes of all countries whose holidays are known."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415  as above

    return tuple(sorted({names[1] for names in COUNTRIES.values()}))


def parts_of(country: str) -> dict[str, str]:
    """The parts of a country whose holidays are known, each with what it is called there; none of an unknown one."""
    import holidays  # noqa: PLC0415  as above

    if country.upper() not in countries():
        return {}
    found = holidays.country_holidays(country.upper())
    names = found.get_subdivision_aliases()
    return {part: next(iter(names.get(part, ())), "") for part in found.subdivisions}


def places_near(wanted: str) -> tuple[str, ...]:
    """Countries, or parts of a country that is known, whose code, name or initials look like it: UK leads to GB."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415  as above

    said = wanted.strip().casefold()
    code, dash, part = said.partition("-")
    if dash and code.upper() in countries():
        parts = _parts(code)
        near_parts = get_close_matches(part, parts, n=_MOST_NEAR, cutoff=0.4)
        return tuple(f"{code.upper()}-{parts[each]}" for each in near_parts)
    spelled: dict[str, str] = {}
    for name, (_, known, *others) in COUNTRIES.items():
        words = name.split("_")
        for spelling in (" ".join(words), known, *others, "".join(word[0] for word in words)):
            spelled.setdefault(spelling.casefold(), known)
    begun = [each for each in spelled if len(said) > _CODE and each.startswith(said)]
    near = [*begun[:_MOST_NEAR], *get_close_matches(said, spelled, n=_MOST_NEAR, cutoff=0.6)]
    return tuple(dict.fromkeys(spelled[each] for each in near))


def _parts(code: str) -> dict[str, str]:
    """Parts of a country, by how they may be written."""
    return {each.casefold(): each for each in parts_of(code)}


def _advice(code: str, near: Sequence[str], parts: dict[str, str]) -> str:
    if not parts:
        return f" Write {code} alone."
    known = ", ".join(f"{code}-{each}" for each in sorted(parts.values()))
    return f" Near it: {', '.join(near)}." if near else f" Known are {known}."
