"""A digest now, of any team, group and period, in any format: nothing is sent, and nothing is remembered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from drumbeat.desk.besides import beside_of, beside_of_department, members_of
from drumbeat.desk.context import Context
from drumbeat.desk.formats import MEDIA_TYPES, Format, Report, file_name, render
from drumbeat.digest.build import NOTHING_BESIDE, Beside, Built, Policy, Stock
from drumbeat.digest.parts import build_with_sections
from drumbeat.digest.unnamed import group_names, meant, unnamed
from drumbeat.errors import SettingsError
from drumbeat.records.period import Period
from drumbeat.records.team import Team, department


@dataclass(frozen=True, slots=True)
class File:
    """What is handed out."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Request:
    """What digests are made of."""

    context: Context
    stock: Stock
    period: Period
    policy: Policy

    def build(self, team: Team, beside: Beside = NOTHING_BESIDE) -> Built:
        """The team's digest. Raises as `digest.build`."""
        return build_with_sections(team, self.period, self.stock, self.policy, beside)

    def groups(self) -> list[str]:
        """Names of the groups that have a record in the period, alphabetical."""
        return sorted(
            {
                item.record.assignment_group.name or item.record.assignment_group.sys_id
                for item in self.stock.judged
                if item.record.assignment_group and item.may_be_named and self.period.holds(item.moment)
            }
        )

    def known_group(self, name: str) -> str:
        """The name, if any record carries it. Raises SettingsError with the nearest names."""
        if unnamed([name], [item for item in self.stock.judged if item.may_be_named]):
            hint = meant(name, group_names(self.stock.judged)) or "See the names with `drumbeat team groups`."
            raise SettingsError(f"No record names the assignment group “{name}”.", recovery=hint)
        return name


def report(
    context: Context,
    teams: Sequence[str],
    period: Period,
    formats: Sequence[Format],
    *,
    name: str = "",
    language: str = "",
) -> Iterator[File]:
    """A team's digest of a period, or that of several teams as one, in these formats.

    It reads the whole store, which takes longer than a page has. Raises SettingsError for an unknown team or language,
    NotCovered and TeamOfOne as `digest.build`.
    """
    whose = teams_as_one(context, teams, name, period.zone)
    if whose is None:
        raise SettingsError("Nobody is named whose digest it is to be.")
    beside = told_beside(context, whose, period, is_kept=len(set(teams)) == 1)
    built = Request(context, context.stock, period, context.policy()).build(whose, beside)
    return files(Report(built, whose, context.settings, language=language), formats)


def files(made: Report, formats: Sequence[Format]) -> Iterator[File]:
    """The digest in these formats. An HTML page links to its page of evidence, which comes first."""
    for form in formats:
        name = file_name(made.built.digest, form)
        page = f"{name.removesuffix('.html')}-evidence.html" if form is Format.HTML else ""
        if page:
            yield File(page, MEDIA_TYPES[Format.HTML], made.evidence().encode())
        yield File(name, MEDIA_TYPES[form], render(form, made, page))


def teams_as_one(context: Context, names: Sequence[str], name: str, home: ZoneInfo) -> Team | None:
    """The team of the store, or several as one; None where none is named. Raises SettingsError."""
    teams = [context.store.teams.get(each) for each in dict.fromkeys(names)]
    if len(teams) > 1:
        return department(name or " + ".join(team.name for team in teams), teams, home)
    if name:
        raise SettingsError("--name is what several teams are called together; a single team has its own.")
    return teams[0] if teams else None


def ad_hoc(group: str, zone: ZoneInfo) -> Team:
    """One assignment group, as if it were a team."""
    return Team(group, (group,), (), zone)


def told_beside(context: Context, whose: Team, period: Period, *, is_kept: bool, is_exported: bool = False) -> Beside:
    """What is told beside the records.

    A team that is not kept in the store, but combined for this report, has no editions and may bear the name of a team
    that has. What was decided in the store says nothing of an exported list.
    """
    if is_exported:
        return Beside(parts=tuple((member, NOTHING_BESIDE) for member in members_of(context, whose)))
    return beside_of(context, whose, period) if is_kept else beside_of_department(context, whose, period)
