"""Digests to render in tests: a busy month and a quiet one. All names and figures are invented."""

from __future__ import annotations

from datetime import date

from drumbeat.digest.language.phrase import (
    Before,
    Days,
    Label,
    Month,
    PeriodView,
    Phrase,
    Quantity,
    Typical,
    Unit,
    phrase,
    plural,
)
from drumbeat.digest.model import (
    ArticleLine,
    Digest,
    Exclusion,
    FactLine,
    Figure,
    Highlight,
    ImprovementLine,
    Kind,
    Restatement,
    SignalLine,
    SourceStatus,
    TableStatus,
    UntoldLine,
    Upcoming,
)

OCTOBER = PeriodView(
    start=date(2026, 10, 1),
    end=date(2026, 11, 1),
    time_zone="Europe/Berlin",
    previous_start=date(2026, 9, 1),
    months=1,
)


def planned(service: str, day: date) -> Phrase:
    """Planned work, as the code words it."""
    return phrase("{service}: planned work on {day}.", service=service, day=Days(day, day))


def numbers(prefix: str, count: int) -> tuple[str, ...]:
    """Record numbers in a row: INC0010001, INC0010002 and so on."""
    return tuple(f"{prefix}{10_001 + index:07d}" for index in range(count))


def figure(figure_id: str, label: str, value: float, **other) -> Figure:
    """A figure with a count's defaults; `evidence` follows from n."""
    n = other.pop("n", int(value))
    prefix = other.pop("prefix", "INC")
    settings = {"unit": Unit.COUNT, "previous": None, "typical": None, **other}
    return Figure(id=figure_id, label=label, value=value, n=n, evidence=numbers(prefix, n), **settings)


def rich_digest() -> Digest:
    """A busy month, with something in every section."""
    return Digest(
        team="Network & Data Centre",
        period=OCTOBER,
        outcome=phrase("{service} moved with {time} of downtime", service="mail", time=Quantity(124, Unit.MINUTES)),
        headline=("incidents_resolved", "people_helped", "change_success_share", "improvements_completed"),
        figures=_figures(),
        note="A long month, and a good one. Thank you for your patience over the weekend of the 10th.",
        highlights=_highlights(),
        facts=_facts(),
        improvements_completed=(
            ImprovementLine(
                number="CIM0001012",
                title="Automatic certificate renewal",
                base_value="40 renewals by hand a month",
                target_value="5",
                outcome="time savings",
                begun=date(2026, 3, 2),
            ),
            ImprovementLine(number="PRJ0010044", title="Move to the new data centre", outcome="two sites closed"),
        ),
        improvements_under_way=(
            ImprovementLine(
                number="CIM0001019",
                title="Firewall rules reviewed once a quarter",
                base_value="61 % reviewed",
                target_value="100 %",
                percent_complete=60,
            ),
            ImprovementLine(number="CIM0001020", title="", percent_complete=25),
            ImprovementLine(number="CIM0001021", title="Fewer alerts at night", base_value="212 alerts"),
            ImprovementLine(number="CIM0001022", title="Restores that are tried out", target_value="one a week"),
        ),
        articles=(
            ArticleLine(number="KB0010023", title="Renewing a certificate without an outage", reuses=31),
            ArticleLine(number="KB0010031", title="When the wireless network drops in meeting rooms", reuses=25),
            ArticleLine(number="KB0010040", title="Asking for a firewall rule", reuses=1),
            ArticleLine(number="KB0010041", title="What to check before a network change", reuses=0),
        ),
        skills=("Border Gateway Protocol", "Certificates", "Firewalls", "Mail", "Storage", "Wireless networks"),
        new_skills=("Border Gateway Protocol", "Storage"),
        upcoming=(
            Upcoming("CHG0030101", planned("Firewalls", date(2026, 11, 21))),
            Upcoming("CHG0030107", planned("E-mail", date(2026, 11, 28))),
        ),
        signals=(
            SignalLine("V02", "Leading an improvement", ("CIM0001012", "PRJ0010044"), ("Ann Lee", "Bogdan Ilić")),
            SignalLine("V07", "Reliability", ("CHG0030012",)),
            SignalLine("V16", "Prevention", ("PRB0040011",), ("Zoë Müller",)),
        ),
        untold=(UntoldLine("V18", "Stakeholder communication", "major_incident_state"),),
        excluded=(
            Exclusion("duplicate", plural("duplicate", "duplicates", 11), 11),
            Exclusion("reopened", plural("reopened", "reopened", 8), 8),
        ),
        sources=_sources(),
        lead="Dana Roth",
        takes_replies=True,
        withheld=("Within SLA",),
        notes=(
            plural(
                "One incident counted here may still be reopened, until {day}. What changes is told in the next "
                "edition.",
                "{n} of the incidents counted here may still be reopened, until {day}. What changes is told in the "
                "next edition.",
                37,
                day=date(2026, 11, 11),
            ),
        ),
        restated=(
            Restatement("incidents_resolved", "Incidents resolved", Unit.COUNT, 401, 398),
            Restatement("satisfaction", "Satisfaction", Unit.SCORE, 8.04, 8.1),
            Restatement("reopened_share", "Reopened", Unit.SHARE, 0.02411, 0.02414),
        ),
        teams=("Data Centre", "Network"),
    )


def _highlights() -> tuple[Highlight, ...]:
    title = "Move to the new data centre"
    mail = phrase("{service} was down for {time}", service="Mail", time=Quantity(124, Unit.MINUTES))
    orders = phrase("{service} for {time}", service="Order entry", time=Quantity(111, Unit.MINUTES))
    both = plural(
        "{n} incident in the sixty days before it, {after} in the sixty after",
        "{n} incidents in the sixty days before it, {after} in the sixty after",
        31,
        after=6,
    )
    complete = phrase("“{title}” is complete", title="Automatic certificate renewal")
    before = phrase("{period} {value}", period=Before(OCTOBER), value=398)
    typical = phrase("{period} {value}", period=Typical(OCTOBER), value=401)
    return (
        Highlight(
            Kind.FACT,
            "fact:spam",
            plural(
                "The mail filter blocked {value} spam message.",
                "The mail filter blocked {value} spam messages.",
                1_204_332,
                value=1_204_332,
            ),
            ("spam",),
        ),
        Highlight(
            Kind.DOWNTIME,
            "downtime:PRJ0010044",
            phrase("“{title}” is complete ({days}).", title=title, days=Days(date(2026, 10, 10), date(2026, 10, 11))),
            ("PRJ0010044", "CHG0030012", "CHG0030013"),
            short=phrase(
                "“{title}” with {time} of {service} downtime",
                title=title,
                time=Quantity(124, Unit.MINUTES),
                service="Mail",
            ),
            consequence=plural(
                "{services}, within a planned window of {planned}.",
                "{services}, within planned windows of {planned} in all.",
                1,
                services=(mail, orders),
                planned=Quantity(480, Unit.MINUTES),
            ),
        ),
        Highlight(
            Kind.PREVENTION,
            "prevention:PRB0040011",
            phrase(
                "The repair of “{service}” in {month} is holding: {both}.",
                service="Wireless",
                month=Month(date(2026, 8, 1)),
                both=both,
            ),
            ("PRB0040011", *numbers("INC", 37)),
            consequence=phrase("Among incidents of the same kind elsewhere there was no such fall."),
        ),
        Highlight(
            Kind.IMPROVEMENT,
            "improvement:CIM0001012",
            phrase(
                "{complete}: {base} before, target {target}; recorded outcome: {outcome}.",
                complete=complete,
                base="40 renewals by hand a month",
                target="5",
                outcome=Label("time savings"),
            ),
            ("CIM0001012",),
            short=complete,
        ),
        Highlight(
            Kind.VOLUME,
            "volume:incidents_resolved",
            phrase(
                "We resolved {incidents}{beside} and helped {people}.",
                incidents=plural("{n} incident", "{n} incidents", 412),
                beside=phrase(" ({before}, {typical})", before=before, typical=typical),
                people=plural("{n} person", "{n} people", 287),
            ),
            numbers("INC", 412),
        ),
    )


def _facts() -> tuple[FactLine, ...]:
    gateway = phrase("from the list {file}, approved", file="gateway.csv")
    typed = phrase("typed by the team, approved")
    return (
        FactLine(
            "spam",
            "Spam blocked",
            1_204_332,
            "count",
            plural(
                "The mail filter blocked {value} spam message.",
                "The mail filter blocked {value} spam messages.",
                1_204_332,
                value=1_204_332,
            ),
            gateway,
        ),
        FactLine(
            "backups",
            "Backups",
            930,
            "count",
            plural("{value} backup was restored in tests.", "{value} backups were restored in tests.", 930, value=930),
            phrase("{source}; covers {share} of the period", source=typed, share=Quantity(0.125, Unit.SHARE)),
        ),
    )


def _sources() -> tuple[TableStatus, ...]:
    unread = plural("{n} row could not be used", "{n} rows could not be used", 2)
    return (
        TableStatus("incident", SourceStatus.OK, 431, 431, label="incidents"),
        TableStatus("task_sla", SourceStatus.PARTIAL, 1204, 1318, label="SLA records"),
        TableStatus("u_kaizen", SourceStatus.PARTIAL, 12, None, label="kaizen cards"),
        TableStatus(
            "asmt_metric_result",
            SourceStatus.DENIED,
            0,
            None,
            (phrase("{note}", note=Label("the account may not read it")),),
            "answers to surveys",
        ),
        TableStatus("kb_knowledge", SourceStatus.OK, 40, 40, (unread,), "knowledge articles"),
        TableStatus("sn_cim_related_kpi", SourceStatus.ABSENT, 0, None, label="measures of improvement initiatives"),
        TableStatus(
            "task_outage",
            SourceStatus.ABSENT,
            0,
            None,
            (phrase("{note}", note=Label("Invalid table task_outage")),),
            "outages of tasks",
        ),
        TableStatus("kb_use", SourceStatus.DENIED, 0, 9, label="views of articles", is_behind_figures=False),
    )


def _figures() -> tuple[Figure, ...]:
    share, hours = Unit.SHARE, Unit.HOURS
    return (
        figure(
            "incidents_resolved",
            "Incidents resolved",
            412,
            previous=398,
            typical=401,
            provisional=37,
            history=(398, 404, 377, 420, None, 401),
        ),
        figure("people_helped", "People helped", 287, previous=291, typical=280.5),
        figure("requests_fulfilled", "Requests fulfilled", 1204, previous=1188, typical=1150, prefix="RITM"),
        figure(
            "change_success_share",
            "Changes that succeeded",
            61 / 63,
            unit=share,
            n=63,
            previous=0.9516,
            typical=0.96,
            prefix="CHG",
        ),
        figure(
            "median_hours_to_resolve",
            "Median time to resolve",
            4.2,
            unit=hours,
            n=431,
            previous=4.5166,
            typical=4.3333,
            provisional=37,
        ),
        figure("reopened_share", "Reopened", 8 / 431, unit=share, n=431, previous=0.0241, typical=0.022),
        figure("problems_solved", "Problems solved", 3, previous=2, typical=2, small=True, prefix="PRB"),
        figure("improvements_completed", "Improvements completed", 2, previous=1, small=True, prefix="CIM"),
        figure("articles_published", "Articles published", 8, previous=5, small=True, prefix="KB"),
        figure("article_reuses", "Tickets that used our articles", 57, previous=44, typical=39, prefix="KBA"),
        figure("first_assignment_share", "Solved by the first group", 2 / 3, unit=share, n=3, small=True, previous=0.5),
        figure(
            "satisfaction",
            "Satisfaction",
            8.25,
            unit=Unit.SCORE,
            n=64,
            previous=8.1,
            notes=(phrase("the mean of {responses} responses; how many people were asked is not known", responses=64),),
        ),
        figure(
            "outage_minutes",
            "Unplanned outage of services",
            235,
            unit=Unit.MINUTES,
            n=2,
            typical=90,
            notes=(
                _downtime("Mail", 124, "Order entry", 111),
                phrase("without {unread}", unread=(Label("outages of tasks"),)),
            ),
        ),
    )


def _downtime(one: str, minutes: int, other: str, more: int):
    lasted = tuple(
        phrase("{service}: {time}", service=service, time=Quantity(time, Unit.MINUTES))
        for service, time in ((one, minutes), (other, more))
    )
    return phrase("{services}", services=lasted)


def quiet_digest() -> Digest:
    """A month in which nothing was completed, told from tables that were all read."""
    return Digest(
        team="Print Services",
        period=OCTOBER,
        outcome=phrase("a quiet month"),
        headline=("incidents_resolved", "people_helped"),
        figures=(
            figure("incidents_resolved", "Incidents resolved", 0, small=True, previous=4),
            figure("people_helped", "People helped", 0, small=True),
        ),
        sources=(TableStatus("incident", SourceStatus.OK, 0, 0, label="incidents"),),
    )
