"""V20, V22, V25, S12 and V21, S20: changes that held, first uses, quiet work, and work with vendors."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from gold.bundle import EASY, HARD, LEAD, POSITIVE, Credit, Item, Person, Row, World
from gold.collaboration import plain
from gold.records import CANCELLED, REOPENED, background, below, change, improvement, incident, service_level
from gold.scenario import Case, no, of_kind, trap, yes


def held(w: World, after: float | None = None, **over: Any) -> Credit:
    """A change, and perhaps an incident that it caused so many days later."""
    background(w)
    at = w.day(w.rng.randint(5, 20))
    record = change(w, w.lead, at=at, work_end=at, **over)
    if after is not None:
        done = at + timedelta(days=after, hours=6)
        incident(w, w.mate, at=done, caused_by=record, opened_at=at + timedelta(days=after))
    return []


def seen_early(w: World) -> Credit:
    """The run is six days after a change of the month's last days."""
    background(w)
    at = w.day(w.days_in_month - 2)
    change(w, w.lead, at=at, work_end=at)
    w.now = w.day(w.days_in_month + 5, 8)
    return []


def other_caused(w: World) -> Credit:
    """One change caused an incident, another one did not."""
    held(w, after=3)
    at = w.day(9)
    change(w, w.mate, at=at, work_end=at)
    return []


HELD: tuple[Case, ...] = (
    yes("no incident after the change", held),
    yes("the incident that it caused came after twenty days", held, after=20),
    yes("another change caused one", other_caused),
    yes("a standard change", held, type="standard"),
    trap("it caused an incident after five days", held, after=5),
    trap("it caused an incident after thirteen days", held, after=13),
    trap("fourteen days have not passed", seen_early),
    trap("unsuccessful", held, close_code="unsuccessful"),
    trap("cancelled", held, state="4", close_code=""),
    no("an incident of one person", plain),
)


TEMPLATE = "std_change_producer_version"


def first_use(
    w: World,
    earlier: int | None = None,
    same_class: bool = True,
    same_template: bool = True,
    by: Callable[[World], Person] = lambda w: w.peer,
    since: int = 30,
    field: str = "chg_model",
    **over: Any,
) -> Credit:
    """A change by a model or template on a class of items, perhaps with an earlier one so many months ago."""
    w.settings["records_since"] = w.last_year(since)
    background(w)
    for months in range(1, min(since, 24), 2):
        incident(w, w.home[3], at=w.day(6 - 30 * months))
    named = _template if field == TEMPLATE else World.thing
    name, other = named(w, "Swap the gate's battery while open"), named(w, "Paint the fence")
    item = w.item("gate 7", "cmdb_ci_gate")
    if earlier is not None:
        before = w.item("gate 2" if same_class else "lift 2", "cmdb_ci_gate" if same_class else "cmdb_ci_lift")
        used = name if same_template else other
        at = w.day(7 - 30 * earlier)
        change(w, by(w), at=at, cmdb_ci=before, type="standard", **{field: used})
    facts = {"cmdb_ci": item, field: name, "type": "standard"} | over
    change(w, w.lead, **facts)
    return [(w.lead, LEAD)]


def _template(w: World, name: str) -> Row:
    return w.add(
        "std_change_producer_version",
        name=name,
        std_change_producer=w.thing(name),
        sys_created_by="template.owner",
    )


def only_words(w: World) -> Credit:
    """An ordinary change with a proud title."""
    w.settings["records_since"] = w.last_year()
    background(w)
    for months in (2, 5, 9):
        change(w, w.mate, at=w.day(7 - 30 * months), cmdb_ci=w.item("gate 2", "cmdb_ci_gate"))
    change(w, w.lead, cmdb_ci=w.item("gate 7", "cmdb_ci_gate"), short_description="An innovative new gate")
    return []


FIRST: tuple[Case, ...] = (
    yes("the first change by a template, anywhere", first_use, field=TEMPLATE),
    yes("the first change by a change model, anywhere", first_use),
    yes("the template was used before on another class", first_use, earlier=8, same_class=False, field=TEMPLATE),
    yes("another template was used before on the class", first_use, earlier=8, same_template=False, field=TEMPLATE),
    trap("the other group used it ten months ago", first_use, earlier=10, field=TEMPLATE),
    trap("the own group used it twenty-two months ago", first_use, earlier=22, by=lambda w: w.mate),
    trap("records are held for twelve months only", first_use, since=12, field=TEMPLATE),
    trap("unsuccessful", first_use, close_code="unsuccessful", field=TEMPLATE),
    trap("“innovative” in the title, no template", only_words),
    trap("cancelled", first_use, state="4", close_code="", field=TEMPLATE),
    no("an incident of one person", plain),
    no("used three months ago", first_use, earlier=3),
)


def quiet(
    w: World,
    kind: str = "",
    begins: float = 0,
    hours: float | None = 1,
    watched: bool = True,
    on: str = "item",
    elsewhere: bool = False,
    **over: Any,
) -> Credit:
    """A change on a watched item or service, perhaps with an outage so many hours from its start."""
    background(w)
    item, service = w.item("gate 7"), w.service(name="Visitors' entrance")
    w.settings["monitored_services"] = [item.name if on == "item" else service.name] if watched else ["Canteen"]
    at = w.day(w.rng.randint(6, 22))
    facts: dict[str, Any] = {"cmdb_ci": item} if on == "item" else {"business_service": service}
    facts |= {"work_start": at - timedelta(hours=3), "work_end": at - timedelta(hours=1)} | over
    change(w, w.lead, at=at, **facts)
    if kind:
        hit = w.item("lift 3") if elsewhere else item
        _outage(w, hit, kind, at - timedelta(hours=3) + timedelta(hours=begins), hours)
    return []


def _outage(w: World, item: Item, kind: str, begin: datetime, hours: float | None) -> None:
    end = None if hours is None else begin + timedelta(hours=hours)
    w.add("cmdb_ci_outage", type=kind, begin=begin, end=end, cmdb_ci=item)


QUIET: tuple[Case, ...] = (
    yes("a watched item, no outage", quiet),
    yes("a watched business service, no outage", quiet, on="service"),
    yes("an outage of another item at that time", quiet, kind="outage", elsewhere=True),
    yes("an outage three days later", quiet, kind="outage", begins=75),
    trap("an outage within the change", quiet, kind="outage", begins=1),
    trap("a degradation ten hours after", quiet, kind="degradation", begins=12),
    trap("an outage that ended a few hours before", quiet, kind="outage", begins=-10, hours=2),
    trap("an outage that nobody has ended", quiet, kind="outage", begins=-40, hours=None),
    trap("nothing happened, and nobody watched", quiet, watched=False),
    trap("unsuccessful, no outage", quiet, close_code="unsuccessful"),
    no("an incident of one person", plain),
)

PLAN = "Put the old part back, tighten both screws, and open the gate by hand until that is done."
TEST = "Open and close the gate ten times, once with the emergency button, and write down the time."


def prepared(w: World, back: str = PLAN, test: str = TEST, risk: str = "2", **over: Any) -> Credit:
    """A change with its risk assessed, a way back and a test."""
    background(w)
    change(w, w.lead, backout_plan=back, test_plan=test, risk=risk, **over)
    return [(w.lead, LEAD)]


def from_risk(w: World) -> Credit:
    """An improvement that came out of an issue of the risk register."""
    background(w)
    record = improvement(w, w.lead)
    below(w, record, w.mate)
    w.add("sn_cim_inbound_m2m", cim_register=record, source_table="sn_grc_issue", source_id=w.sys_id())
    return [(w.lead, LEAD)]


RISKS: tuple[Case, ...] = (
    yes("high risk, both plans, successful", prepared),
    yes("moderate risk, both plans, successful", prepared, risk="3"),
    yes("very high risk, both plans, successful with issues", prepared, risk="1", close_code="successful_issues"),
    yes("an improvement that came out of a risk issue", from_risk),
    trap("the risk field is high, no plan", prepared, back="", test=""),
    trap("both plans say N/A", prepared, back="N/A", test="N/A"),
    trap("unsuccessful with both plans", prepared, close_code="unsuccessful"),
    trap("cancelled with both plans", prepared, state="4", close_code=""),
    trap("plans, but the risk was never assessed", prepared, risk=""),
    no("an incident of one person", plain),
)


def vendor(w: World, code: str = "4", link: str = "VND-48213", **over: Any) -> Credit:
    """An incident that waited for a vendor, with the vendor's ticket, resolved in time."""
    background(w)
    in_time = bool(over.get("made_sla", True))
    row = incident(w, w.lead, hold_reason=code, correlation_id=link, **over)
    service_level(w, row, breached=not in_time)
    return [(w.lead, LEAD)]


def young_vendor(w: World) -> Credit:
    """Resolved two days before the run."""
    w.now = w.day(w.days_in_month + 2, 8)
    w.provisional = True
    return vendor(w, at=w.day(w.days_in_month - 1), state="6", closed_at="")


def by_machine(w: World) -> Credit:
    """Resolved by an account of no person."""
    account = w.person("Closing Job", "IT Unit One", w.lead.group)
    w.settings["service_accounts"] = [account.user_name]
    vendor(w, resolved_by=account, assigned_to=account)
    return []


VENDOR: tuple[Case, ...] = (
    yes("held for a vendor, with the vendor's ticket, in time", vendor),
    yes("the same, resolved only", vendor, state="6", closed_at=""),
    yes("resolved two days before the run", young_vendor),
    trap("parked on vendor hold, no vendor's ticket", vendor, link=""),
    trap("held for the caller, with a vendor's ticket", vendor, code="1"),
    trap("late", vendor, made_sla=False),
    trap("reopened", vendor, **REOPENED),
    trap("cancelled", vendor, **CANCELLED),
    trap("resolved by a service account", by_machine),
    no("an incident of one person", plain),
    no("an improvement of one person", plain, make=improvement),
)

CASES: dict[str, tuple[Case, ...]] = {
    "V20": HELD,
    "V22": FIRST,
    "V25": QUIET,
    "S12": RISKS,
    "V21": (*of_kind(VENDOR, POSITIVE, EASY), *of_kind(VENDOR, HARD)[:4]),
    "S20": (*of_kind(VENDOR, POSITIVE), *of_kind(VENDOR, HARD)[2:], VENDOR[-1]),
}
