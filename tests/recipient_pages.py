"""Recipients' pages in tests: a small directory, the two readers that a team begins with, and what pages say."""

from __future__ import annotations

import requests

from drumbeat.desk.context import Context
from drumbeat.desk.recipients import add_rules, change_rules
from drumbeat.editions.recipients import RecipientKind, Rule
from html_page import Element, read_page
from installation import NETWORK, fill
from lead_pages import Browser, Pages
from rows import cells, group, person
from schedules import ANN, ZOE

GROUPS = (("Field Service", "true"), ("Field Support", "true"), ("Closed", "false"))
OFTEN = "O'Neil & <b>Sons</b>"


def begun_anew(pages: Pages) -> Pages:
    """The team with its two readers, whatever the test before left; nobody has unsubscribed."""
    store = pages.context.store
    change_rules(pages.context, NETWORK.name, (), store.recipients.rules(NETWORK.name))
    add_rules(pages.context, NETWORK.name, [Rule(RecipientKind.ADDRESS, each) for each in (ANN, ZOE)])
    for each in store.suppressions.all():
        store.suppressions.lift([each.address], None, pages.context.entry("test"))
    return pages


def directory(context: Context) -> None:
    """Users, groups and members, as ServiceNow says them."""
    people = [
        ("Ida", "true", "ida@example.com"),
        ("Jon", "true", "jon@example.com"),
        ("Kay", "false", "kay@example.com"),
    ]
    people += [(OFTEN, "true", "sons@example.com")]
    users = [
        cells(sys_id=person(name)[0], user_name=f"u.{name[:3].lower()}", name=name, email=email, active=active)
        for name, active, email in people
    ]
    twins = [
        cells(
            sys_id=person(f"Twin {at}")[0],
            user_name=f"twin{at}",
            name="Twin",
            email=f"t{at}@example.com",
            active="true",
        )
        for at in range(2)
    ]
    fill(context, "sys_user", [*users, *twins])
    fill(context, "sys_user_group", [cells(sys_id=group(name)[0], name=name, active=active) for name, active in GROUPS])
    fill(
        context,
        "sys_user_grmember",
        [
            cells(sys_id=f"m{at:031}", user=person(name), group=group("Field Service"))
            for at, name in enumerate(("Ida", "Jon", "Kay"))
        ],
    )


def path(pages: Pages, page: str = "") -> str:
    """The address of a page of the team's recipients."""
    return f"/teams/{pages.team()}/recipients{f'/{page}' if page else ''}"


def rules(pages: Pages) -> dict[str, Rule]:
    """The rules as they are kept, by name."""
    return {rule.name: rule for rule in pages.context.store.recipients.rules(NETWORK.name)}


def wrongs(answer: requests.Response) -> list[str]:
    """What the summary above the form says."""
    assert answer.status_code == 422
    (summary,) = [each for each in read_page(answer.text).every("div") if "summary" in each.attributes.get("class", "")]
    return [each.text for each in summary.every("li")]


def told(browser: Browser, pages: Pages, page: str = "") -> str:
    """What the next page says was done."""
    return next(each.text for each in browser.page(path(pages, page)).every("p") if each.attributes.get("role"))


def cells_of(page: Element) -> list[list[str]]:
    """The rows of the page's table."""
    return [[cell.text for cell in row.every("th", "td")] for row in page.every("tbody")[0].every("tr")]
