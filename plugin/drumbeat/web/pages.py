"""All leads' pages there are. The menus show them in this order."""

from __future__ import annotations

from drumbeat.web.leads import (
    audit,
    edition,
    figures,
    history,
    jobs,
    mails,
    my_teams,
    overview,
    recipients,
    report_now,
    schedule,
    sending,
    sheet,
    words,
)
from drumbeat.web.sign_in import by_mail

ROUTES = (
    *by_mail.pages.all,
    *my_teams.pages.all,
    *overview.pages.all,
    *edition.pages.all,
    *words.pages.all,
    *figures.pages.all,
    *recipients.ROUTES,
    *schedule.pages.all,
    *report_now.pages.all,
    *history.pages.all,
    *mails.pages.all,
    *sheet.pages.all,
    *sending.pages.all,
    *audit.pages.all,
    *jobs.pages.all,
)
