"""Recipients of a team's digest: the list, one of them, many at once, groups, and who receives nothing."""

from __future__ import annotations

from drumbeat.web.leads.recipients import adding, groups, listing, lost, many, one

ROUTES = (
    *listing.pages.all,
    *adding.pages.all,
    *groups.pages.all,
    *many.pages.all,
    *one.pages.all,
    *lost.pages.all,
)
