"""Digests to render in tests: a rich month, a quiet one, and a hostile twin. All names and figures are invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from drumbeat.digest.model import (
    ArticleLine,
    Digest,
    Exclusion,
    Figure,
    Highlight,
    ImprovementLine,
    PeriodView,
    Restatement,
    SignalLine,
    SourceStatus,
    TableStatus,
    Unit,
)

OCTOBER = PeriodView(
    start=date(2026, 10, 1),
    end=date(2026, 11, 1),
    time_zone="Europe/Berlin",
    label="October 2026",
    previous_label="September",
)


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
    """A full month, with something in every section."""
    return Digest(
        team="Network & Data Centre",
        period=OCTOBER,
        subject="Network & Data Centre, October 2026: mail moved with 2 h 04 min of downtime",
        headline=("incidents_resolved", "people_helped", "change_success_share", "improvements_completed"),
        figures=_figures(),
        highlights=_highlights(),
        improvements_completed=(
            ImprovementLine(
                number="CIM0001012",
                title="Automatic certificate renewal",
                base_value="40 renewals by hand a month",
                target_value="5",
                outcome="time savings",
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
        ),
        articles=(
            ArticleLine(number="KB0010023", title="Renewing a certificate without an outage", reuses=31),
            ArticleLine(number="KB0010031", title="When the wireless network drops in meeting rooms", reuses=25),
            ArticleLine(number="KB0010040", title="Asking for a firewall rule", reuses=1),
            ArticleLine(number="KB0010041", title="What to check before a network change", reuses=0),
        ),
        skills=("Border Gateway Protocol", "Certificates", "Firewalls", "Mail", "Storage", "Wireless networks"),
        signals=(
            SignalLine("V02", "An improvement reached its end", ("CIM0001012", "PRJ0010044")),
            SignalLine("V07", "A repeated incident stopped coming back", ("PRB0040011",)),
        ),
        excluded=(Exclusion("duplicate", "duplicates", 11), Exclusion("reopened", "reopened", 8)),
        sources=(
            TableStatus("incident", SourceStatus.OK, 431, 431),
            TableStatus("task_sla", SourceStatus.PARTIAL, 1204, 1318),
            TableStatus("asmt_metric_result", SourceStatus.DENIED, 0, None, "the account may not read it"),
            TableStatus("kb_knowledge", SourceStatus.OK, 40, 40, "2 rows could not be used"),
            TableStatus("sn_cim_related_kpi", SourceStatus.ABSENT, 0, None),
            TableStatus("task_outage", SourceStatus.ABSENT, 0, None, "Invalid table task_outage"),
        ),
        lead="Dana Roth",
        withheld=(),
        notes=("37 of the incidents counted here may still be reopened, until 11 November 2026.",),
        restated=(
            Restatement("incidents_resolved", "Incidents resolved", Unit.COUNT, 401, 398),
            Restatement("satisfaction", "Satisfaction", Unit.SCORE, 8.04, 8.1),
        ),
    )


def _highlights() -> tuple[Highlight, ...]:
    return (
        Highlight(
            "Over the weekend of 10 October we moved mail and the order system to the new data centre. Mail was "
            "down for 2 h 04 min and orders for 1 h 51 min, within a planned eight hours.",
            ("PRJ0010044", "CHG0030012", "CHG0030013"),
        ),
        Highlight(
            "The wireless repair of August is holding: 31 incidents in the sixty days before it, 6 in the sixty after.",
            ("PRB0040011", *numbers("INC", 37)),
        ),
        Highlight("Certificates now renew themselves: by hand it was 40 a month, the target is 5.", ("CIM0001012",)),
        Highlight(
            "Of 63 changes, 61 succeeded; twelve were maintenance on monitored services, with no outage recorded.",
            numbers("CHG", 63),
        ),
        Highlight("Other teams attached our articles to 57 tickets.", ("KB0010023", "KB0010031", "KB0010040")),
    )


def _figures() -> tuple[Figure, ...]:
    share, hours = Unit.SHARE, Unit.HOURS
    return (
        figure("incidents_resolved", "Incidents resolved", 412, previous=398, typical=401, provisional=37),
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
            note="From opened to resolved, nights and weekends included.",
        ),
        figure("reopened_share", "Reopened", 8 / 431, unit=share, n=431, previous=0.0241, typical=0.022),
        figure("problems_solved", "Problems solved", 3, previous=2, typical=2, small=True, prefix="PRB"),
        figure("improvements_completed", "Improvements completed", 2, previous=1, small=True, prefix="CIM"),
        figure("articles_published", "Articles published", 8, previous=5, small=True, prefix="KB"),
        figure("article_reuses", "Articles attached by other teams", 57, previous=44, typical=39, prefix="KBA"),
        figure("first_assignment_share", "Solved by the first group", 2 / 3, unit=share, n=3, small=True, previous=0.5),
        figure(
            "satisfaction",
            "Satisfaction",
            8.25,
            unit=Unit.SCORE,
            n=64,
            previous=8.1,
            note="the mean of 64 responses; how many people were asked is not known",
        ),
        figure(
            "outage_minutes",
            "Outage of services in our care",
            235,
            unit=Unit.MINUTES,
            n=2,
            typical=90,
            note="Mail: 2 h 04 min and Order entry: 1 h 51 min",
        ),
    )


def quiet_digest() -> Digest:
    """A month in which nothing was completed, told from tables that were all read."""
    return Digest(
        team="Print Services",
        period=OCTOBER,
        subject="Print Services, October 2026",
        headline=("incidents_resolved", "people_helped"),
        figures=(
            figure("incidents_resolved", "Incidents resolved", 0, small=True, previous=4),
            figure("people_helped", "People helped", 0, small=True),
        ),
        sources=(TableStatus("incident", SourceStatus.OK, 0, 0),),
    )


LONG_WORD = "m" * 500
TURNED = "\N{RIGHT-TO-LEFT OVERRIDE}gnp.exe\N{POP DIRECTIONAL FORMATTING}\N{RIGHT-TO-LEFT MARK}"
HOSTILE = (
    f"<script>alert(1)</script>{{{{7*7}}}}{{% raw %}}{TURNED} \N{FIRE}\r\nBcc: all@example.com\x00 [a](b) `c` | **d**"
)


def hostile_digest() -> Digest:
    """The rich digest with records written by somebody who wishes us ill; only the subject is as the lead wrote it."""
    rich = rich_digest()
    return replace(
        rich,
        team=HOSTILE,
        lead=HOSTILE,
        highlights=tuple(replace(line, text=f"{HOSTILE} {LONG_WORD}") for line in rich.highlights),
        improvements_completed=tuple(
            replace(line, title=HOSTILE, base_value=HOSTILE, target_value=LONG_WORD, outcome=HOSTILE)
            for line in rich.improvements_completed
        ),
        articles=tuple(replace(line, title=f"{LONG_WORD}{HOSTILE}") for line in rich.articles),
        skills=(HOSTILE, LONG_WORD, "# heading", "1. list"),
        signals=tuple(replace(line, label=HOSTILE) for line in rich.signals),
        excluded=(Exclusion("duplicate", HOSTILE, 11),),
        sources=(TableStatus("incident", SourceStatus.PARTIAL, 1, 2, HOSTILE),),
        notes=(HOSTILE, LONG_WORD),
        figures=tuple(replace(each, label=HOSTILE, note=LONG_WORD) for each in rich.figures),
    )
