"""All leads' pages there are. The menus show them in this order."""

from __future__ import annotations

from drumbeat.web.administrators import setup
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
    tokens,
    words,
)
from drumbeat.web.owner import choosing, lines, naming, record
from drumbeat.web.sign_in import by_mail, by_provider

ROUTES = (
    *by_mail.pages.all,
    *by_provider.pages.all,
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
    *tokens.pages.all,
    *audit.pages.all,
    *jobs.pages.all,
    *setup.pages.all,
    *choosing.pages.all,
    *naming.pages.all,
    *record.pages.all,
    *lines.pages.all,
)
