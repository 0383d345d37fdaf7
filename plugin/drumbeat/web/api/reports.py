"""A report now: a job, as it takes a while."""

from __future__ import annotations

from fastapi import APIRouter, Response

from drumbeat.desk.periods import Said, period_of
from drumbeat.desk.reports import report
from drumbeat.digest.language.phrase import phrase
from drumbeat.errors import SettingsError
from drumbeat.web.answers import Download
from drumbeat.web.api.access import VERSION, Reporter
from drumbeat.web.api.jobs import begin
from drumbeat.web.api.models import JobShown, ReportWanted
from drumbeat.web.jobs import Outcome, Tell

router = APIRouter(prefix=f"{VERSION}/teams/{{team}}")


@router.post("/reports", status_code=202, summary="Have a report made now")
def make(caller: Reporter, wanted: ReportWanted, response: Response) -> JobShown:
    """It takes a while: ask after the job at its address (`Location`). Nothing is sent to anybody."""
    first, last = (str(each) if each else None for each in (wanted.first_day, wanted.last_day))
    said = Said(wanted.month, first, last, wanted.quarter, wanted.year)
    team, context = caller.team, caller.context
    period = period_of(said, team.zone, context.clock())
    known = {"", *(each.language for each in [caller.front.site.say(wanted.language)])}
    if wanted.language not in known:
        raise SettingsError(f"There is no language {wanted.language}.", recovery="Say one of your catalogues, or en.")

    def work(_tell: Tell) -> Outcome:
        made = report(context, [team.name], period, wanted.formats, language=wanted.language)
        files = tuple(Download(each.name, each.content, each.media_type) for each in made)
        return Outcome(phrase("This is the report."), files)

    return begin(caller, response, phrase("A report"), work)
