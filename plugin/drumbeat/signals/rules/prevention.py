"""V16: work that does not come back (signals sheet 1.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

from drumbeat.records.model import Change, Improvement, Incident, Problem, WorkRecord
from drumbeat.signals.arrivals import arrivals, is_arrival
from drumbeat.signals.gathered import done
from drumbeat.signals.material import Material, Statement, evidence_of, shared_signals
from drumbeat.signals.model import Default, Evidence, Rule, Signal
from drumbeat.signals.months import later
from drumbeat.signals.world import World

LINKED = 5
DAYS = 60
_WINDOW = timedelta(days=DAYS)
_UNCHANGED = 0.25
"""By less than this share others have neither fallen nor risen."""


def prevention(material: Material) -> Iterator[Signal]:
    """V16."""
    for told in prevented(material):
        yield from shared_signals("V16", "1.0.0", material, told)


RULES = (
    Rule(
        id="V16",
        version="1.0.0",
        label="Prevention",
        sentence="A problem, change, improvement or project that counts, with at least five incidents linked to it "
        "from before it was done; on their configuration items and categories at least 50 % fewer incidents were "
        "opened in the 60 days after than in the 60 days before, while on all other items those of the same "
        "categories (of any, where there were none) did not fall by 25 % or more. Incidents that moved to other "
        "categories of the same items count as still there, when these rose by more than 25 %. Cancelled, duplicate "
        "and child incidents are left out. It is told once, in the period in which the 60 days end; both counts are "
        "shown.",
        default=Default.BOTH,
        tables=("incident",),
        any_of=("problem", "change_request", "sn_cim_register", "pm_project"),
        fields=("incident.cmdb_ci", "incident.category"),
        find=prevention,
    ),
)


def prevented(material: Material) -> Iterator[Statement]:
    """What V16 says of the scope's records whose 60 days end in the period."""
    for link in material.world.once(links):
        over = later(link.fixed_at, _WINDOW)
        if not material.period.holds(over) or over > material.as_of or not material.is_mine(link.record):
            continue
        found = counts(link, material.world)
        if found is not None:
            yield Statement(link.record, (done(link.record), *_shown(link, found), *link.evidence))


@dataclass(frozen=True, slots=True)
class Link:
    """A record with the incidents that were linked to it before it was done."""

    record: WorkRecord
    fixed_at: datetime
    incidents: tuple[Incident, ...]
    field: str
    """Of the incident or of the link: what links them."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Each incident, with what links it."""
        return tuple(evidence_of(incident, self.field, self.record.number) for incident in self.incidents)


@dataclass(frozen=True, slots=True)
class Counts:
    """Incidents that were opened in the 60 days before a record was done, and in the 60 days after."""

    before: tuple[Incident, ...]
    """On the configuration items and in the categories of the linked incidents, by number."""
    after: tuple[Incident, ...]
    others_before: int
    """On all other items."""
    others_after: int
    is_alike: bool
    """Whether the others are of the same categories; if not, there were none, and they are of any."""


def links(world: World) -> tuple[Link, ...]:
    """All records that count with enough incidents linked before, by number; ask for it by `world.once(links)`."""
    found = [
        Link(record, fixed_at, before, field)
        for key, (field, incidents) in _linked(world).items()
        if (record := _counted(key, world)) is not None
        and (fixed_at := _fixed_at(record)) is not None
        and len(before := _before(incidents, fixed_at)) >= LINKED
    ]
    return tuple(sorted(found, key=lambda link: (link.record.number, link.record.sys_id)))


def _linked(world: World) -> Mapping[str, tuple[str, list[Incident]]]:
    """Problem, change or improvement -> what links incidents to it, and these."""
    found: dict[str, tuple[str, list[Incident]]] = {}
    links: dict[str, dict[str, Incident]] = defaultdict(dict)
    for item in world.judged:
        incident = item.record
        if isinstance(incident, Incident) and is_arrival(item):
            for field, above in (("problem_id", incident.problem), ("rfc", incident.change)):
                if above:
                    found.setdefault(above.key, (field, []))[1].append(incident)
            for origin in world.origins.get(incident.sys_id, ()):
                links[origin.improvement.key][incident.sys_id] = incident
    for source, origins in world.origins.items():
        for incident in found.get(source, ("", ()))[1]:
            for origin in origins:
                links[origin.improvement.key][incident.sys_id] = incident
    found.update((key, ("source_id", list(incidents.values()))) for key, incidents in links.items() if key)
    return found


def _counted(key: str, world: World) -> WorkRecord | None:
    item = world.verdicts.get(key)
    is_one = item is not None and item.reason is None and isinstance(item.record, Problem | Change | Improvement)
    return item.record if item is not None and is_one else None


def _fixed_at(record: WorkRecord) -> datetime | None:
    """A change works from its actual end, everything else from its completion."""
    ended = record.work_end if isinstance(record, Change) and record.work_end else record.done_at
    return ended if isinstance(ended, datetime) else None


def _before(incidents: Iterable[Incident], fixed_at: datetime) -> tuple[Incident, ...]:
    earlier = [each for each in incidents if each.opened_at is not None and each.opened_at < fixed_at]
    return _by_number(earlier)


def _by_number(incidents: Iterable[Incident]) -> tuple[Incident, ...]:
    return tuple(sorted(incidents, key=lambda each: (each.number, each.sys_id)))


def counts(link: Link, world: World) -> Counts | None:
    """What V16 counts; None where the rule does not hold."""
    since = world.since.get("incident")
    if since is not None and since > later(link.fixed_at, -_WINDOW).date():
        return None  # the days before are not all known
    found, moved = _measured(link, world)
    before, after = len(found.before), len(found.after)
    if before == 0 or 2 * (after + moved) > before:
        return None
    if found.others_before == 0 or found.others_after <= (1 - _UNCHANGED) * found.others_before:
        return None
    return found


def _shown(link: Link, found: Counts) -> tuple[Evidence, Evidence]:
    """Both counts, on the first linked incident with an item; without one there are no counts."""
    example = next(incident for incident in link.incidents if incident.cmdb_ci)
    own = f"{len(found.before)} incidents in the {DAYS} days before, {len(found.after)} in those after"
    others = f"on other items {found.others_before} before, {found.others_after} after"
    return evidence_of(example, "cmdb_ci", own), evidence_of(example, "category", others)


def _measured(link: Link, world: World) -> tuple[Counts, int]:
    """On the linked items and categories, and on others; and how many moved to other categories of the same items."""
    pairs = {(each.cmdb_ci.key, each.category) for each in link.incidents if each.cmdb_ci}
    items, categories = {item for item, _ in pairs}, {category for _, category in pairs}
    opened = world.once(arrivals)
    windows = ((later(link.fixed_at, -_WINDOW), link.fixed_at), (link.fixed_at, later(link.fixed_at, _WINDOW)))

    def counted(keys: Iterable[tuple[str | None, str | None]]) -> list[int]:
        listed = list(keys)
        return [sum(opened.count(item, category, window) for item, category in listed) for window in windows]

    own = [_by_number(chain.from_iterable(opened.within(*pair, window) for pair in pairs)) for window in windows]
    on_items = counted((item, None) for item in items)
    rest = [on_items[at] - len(own[at]) for at in (0, 1)]
    moved = rest[1] - rest[0] if rest[1] > (1 + _UNCHANGED) * rest[0] else 0
    alike = counted((None, category) for category in categories)
    inside = counted((item, category) for item in items for category in categories)
    others = [alike[at] - inside[at] for at in (0, 1)]
    is_alike = others[0] > 0
    if not is_alike:
        everything = counted([(None, None)])
        others = [everything[at] - on_items[at] for at in (0, 1)]
    return Counts(own[0], own[1], others[0], others[1], is_alike), moved
