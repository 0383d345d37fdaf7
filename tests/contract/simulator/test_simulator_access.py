"""Who may see what, over HTTP: rows, fields, classes, queries, domains, knowledge bases (fact sheet 1.5)."""

from __future__ import annotations

import pytest

from drumbeat.simulator.access import EVERY_FIELD, Access, AllBut, access_of_roles
from drumbeat.simulator.accounts import DEFAULT_USER, Properties
from drumbeat.simulator.instance import Instance

QUERY_REFUSED = {
    "error": {
        "message": "Insufficient rights to query records",
        "detail": "Field(s) present in the query do not have permission to be read",
    },
    "status": "failure",
}
ROWS = 40


def filled(access: Access | None = None, *, roles: frozenset[str] = frozenset(), **settings) -> Instance:
    """Forty incidents and ten problems; what their opener may see is given."""
    instance = Instance(**settings)
    instance.change_user(DEFAULT_USER.user_name, roles=roles, **({"access": access} if access else {}))
    opener = instance.insert("sys_user", {"user_name": "beth", "name": "Beth Anglin", "email": "beth@example.com"})
    problem = instance.insert("problem", {"number": "PRB000", "opened_by": opener})
    for place in range(ROWS):
        row = {"number": f"INC{place:03}", "sys_id": f"{place:032x}", "resolved_by": opener, "problem_id": problem}
        instance.insert("incident", {**row, "priority": str(place % 2 + 1), "short_description": "Text"})
    for place in range(1, 10):
        instance.insert("problem", {"number": f"PRB{place:03}", "opened_by": opener})
    return instance


def only(*numbers: int):
    """A row ACL that leaves these incidents."""
    kept = {f"INC{number:03}" for number in numbers}
    return Access(hidden_rows={"incident": lambda row: row["number"] not in kept})


def pages(client, table: str = "incident", limit: int = 10) -> list[list[str]]:
    return [client.numbers(table, "ORDERBYsys_id", limit=limit, offset=first) for first in range(0, ROWS, limit)]


def test_rows_go_after_the_limit(serve):
    """A page is shorter than its limit although more rows follow (trap 1)."""
    odd = Access(hidden_rows={"incident": lambda row: row["priority"] == "2"})
    assert [len(page) for page in pages(serve(filled(odd)))] == [5, 5, 5, 5]


def test_a_whole_page_may_be_empty(serve):
    """A page in the middle is empty, and rows come after it (trap 2)."""
    reply = pages(serve(filled(only(3, 35))))
    assert reply == [["INC003"], [], [], ["INC035"]]


def test_the_count_knows_no_rights(serve):
    """X-Total-Count tells of rows that the body does not have (trap 3; fact sheet 1.5, nos. 4 and 5)."""
    reply = serve(filled(access_of_roles())).table("incident", limit=1)
    assert (reply.status_code, reply.headers["X-Total-Count"], reply.json()) == (200, "40", {"result": []})


def test_the_count_after_rights(serve):
    """By the other account of it the header is what the user may read (trap 3, the contradiction in 1.5, no. 4)."""
    after = Properties(count_after_acl=True)
    denied = serve(filled(access_of_roles(), properties=after)).table("incident", limit=1)
    assert denied.headers["X-Total-Count"] == "0"
    thinned = serve(filled(only(3, 35), properties=after)).table("incident", "ORDERBYsys_id", limit=10)
    assert (thinned.headers["X-Total-Count"], len(thinned.json()["result"])) == ("2", 1)


def test_links_go_on_over_thinned_pages(serve):
    """Link's `next` counts what was asked for, not what was readable (traps 1 and 2)."""
    reply = serve(filled(only(35))).table("incident", "ORDERBYsys_id", limit=10)
    assert reply.json() == {"result": []}
    assert "sysparm_offset=10" in reply.links["next"]["url"]


def test_a_hidden_record_is_not_found(serve):
    """One record by sys_id that a row ACL hides is 404 like one that is not there (fact sheet 1.8)."""
    client = serve(filled(only(3)))
    shown, hidden, missing = (client.get(f"/api/now/table/incident/{place:032x}") for place in (3, 4, 99))
    assert (shown.status_code, hidden.status_code) == (200, 404)
    assert hidden.json() == missing.json()


def test_denied_fields_are_missing_keys(serve):
    """A denied field is no key of the row, in any display mode, asked for or not (trap 6)."""
    client = serve(filled(Access(hidden_fields={"incident": {"resolved_by"}})))
    for mode in ("false", "true", "all"):
        row = client.table("incident", limit=1, fields="number,resolved_by", display_value=mode).json()["result"][0]
        assert set(row) == {"number"}
    row = client.get(f"/api/now/table/incident/{0:032x}").json()["result"]
    assert "resolved_by" not in row
    assert "short_description" in row


def test_all_fields_denied(serve):
    """With every field denied a row is `{}`, so rows come without sys_id (trap 5)."""
    client = serve(filled(Access(hidden_fields={"incident": EVERY_FIELD})))
    assert client.table("incident", limit=2).json() == {"result": [{}, {}]}


def test_asked_only_for_denied_fields(serve):
    """A row of which only denied fields were asked for is `{}` (trap 5)."""
    client = serve(filled(Access(hidden_fields={"incident": {"number"}})))
    assert client.table("incident", limit=1, fields="number").json() == {"result": [{}]}


def test_a_rule_holds_for_child_classes(serve):
    """A field denied on task is denied on incident; one denied on incident is there for problems (trap 6)."""
    client = serve(filled(Access(hidden_fields={"task": {"short_description"}, "incident": {"opened_by"}})))
    assert "short_description" not in client.table("incident", limit=1).json()["result"][0]
    rows = client.table("task", fields="number,opened_by,short_description").json()["result"]
    assert {(row["number"][:3], "opened_by" in row, "short_description" in row) for row in rows} == {
        ("INC", False, False),
        ("PRB", True, False),
    }


def test_denied_fields_at_the_end_of_a_walk(serve):
    """A dot-walk to a denied field, or through a class without read access, leaves no key (trap 6)."""
    access = Access(hidden_fields={"sys_user": {"email"}}, hidden_classes=frozenset({"problem"}))
    fields = "number,resolved_by.name,resolved_by.email,problem_id.number"
    row = serve(filled(access)).table("incident", limit=1, fields=fields).json()["result"][0]
    assert set(row) == {"number", "resolved_by.name"}


@pytest.mark.parametrize(
    "query",
    [
        "resolved_by=x",
        "priority=1^resolved_byISEMPTY",
        "priority=1^ORresolved_by=x",
        "priority=1^NQresolved_by=x",
        "ORDERBYresolved_by",
        "ORDERBYDESCresolved_by",
        "opened_bySAMEASresolved_by",
        "resolved_by.name=Beth Anglin",
        "opened_by.email=beth@example.com",
        "RLQUERYincident.parent_incident,>=1,resolved_by=x^ENDRLQUERY",
    ],
)
def test_queries_and_sorts_on_denied_fields(serve, query):
    """A query or a sort on a field that may not be read is 403 in the documented words, in stats too (trap 11)."""
    client = serve(filled(Access(hidden_fields={"incident": {"resolved_by"}, "sys_user": {"email"}})))
    for reply in (client.table("incident", query), client.get("/api/now/stats/incident", sysparm_query=query)):
        assert (reply.status_code, reply.json()) == (403, QUERY_REFUSED)


def test_pairs_and_groups_on_denied_fields(serve):
    """field=value pairs are queries too; grouping by a denied field is refused likewise (trap 11)."""
    client = serve(filled(Access(hidden_fields={"incident": {"resolved_by"}})))
    assert client.get("/api/now/table/incident", resolved_by="x").json() == QUERY_REFUSED
    grouped = client.get("/api/now/stats/incident", sysparm_count="true", sysparm_group_by="resolved_by")
    assert grouped.json() == QUERY_REFUSED


def test_other_queries_pass_and_unknown_fields_still_widen(serve):
    """Rights on one field do not touch queries on others; an unknown field is dropped, not refused (traps 8, 11)."""
    client = serve(filled(Access(hidden_fields={"incident": {"resolved_by"}})))
    assert len(client.numbers("incident", "priority=1^ORDERBYnumber")) == 20
    assert len(client.numbers("incident", "no_such_field=x")) == 40


def test_query_acls_of_their_own(serve):
    """query_match refuses equality and query_range ranges and sorting, of fields that can be read (trap 11)."""
    access = Access(unmatchable_fields={"incident": {"priority"}}, unsortable_fields={"incident": {"opened_at"}})
    client = serve(filled(access))
    statuses = {
        query: client.table("incident", query, limit=1).status_code
        for query in ("priority=1", "priority>1", "opened_at=2026-10-01 00:00:00", "opened_at>2026-10-01 00:00:00")
    }
    assert list(statuses.values()) == [403, 200, 200, 403]
    assert client.table("incident", "ORDERBYopened_at").status_code == 403
    assert "opened_at" in client.table("incident", limit=1).json()["result"][0]


def test_choices_are_for_admins(serve):
    """sys_choice shows its labels only, and a query on its other fields is 403, but not to an admin (trap 12)."""
    choice = {"name": "incident", "element": "state", "value": "6", "label": "Resolved"}
    for roles, keys, status in (((), {"label"}, 403), (("itil",), {"label"}, 403), (("admin",), None, 200)):
        instance = filled(access_of_roles(*roles))
        instance.insert("sys_choice", choice)
        client = serve(instance)
        row = client.table("sys_choice").json()["result"][0]
        assert keys is None or set(row) == keys
        assert client.table("sys_choice", "name=incident").status_code == status


def test_a_class_vanishes_from_its_parents_list(serve):
    """A class without read access is missing from `task` without a sign, and empty by itself (trap 7; 1.5, no. 6)."""
    client = serve(filled(Access(hidden_classes=frozenset({"problem"}))))
    reply = client.table("task", "sys_class_nameINincident,problem")
    assert {row["sys_class_name"] for row in reply.json()["result"]} == {"incident"}
    assert (reply.headers["X-Total-Count"], len(reply.json()["result"])) == ("50", 40)
    own = client.table("problem")
    assert (own.status_code, own.json(), own.headers["X-Total-Count"]) == (200, {"result": []}, "10")


def test_roles_open_classes(serve):
    """Each reading role opens its classes and no other; none of them is ever 403 (fact sheet 1.5, no. 6; 2.8)."""
    tables = ("incident", "problem", "change_request", "sc_task", "sn_cim_register")
    for roles, open_ones in ((("sn_incident_read",), {"incident"}), (("itil",), {"incident", "problem"}), ((), set())):
        client = serve(filled(access_of_roles(*roles)))
        replies = {table: client.table(table, limit=1) for table in tables}
        assert {reply.status_code for reply in replies.values()} == {200}
        assert {table for table, reply in replies.items() if reply.json()["result"]} == open_ones


@pytest.mark.parametrize(
    ("table", "roles", "status"),
    [
        ("sys_db_object", ("itil",), 403),
        ("sys_plugins", (), 403),
        ("metric_instance", ("sn_incident_read",), 403),
        ("metric_instance", ("itil",), 200),
        ("sys_dictionary", ("itil",), 200),
        ("sys_properties", (), 200),
        ("sys_db_object", ("admin",), 200),
    ],
)
def test_platform_tables(serve, table, roles, status):
    """403 comes from platform tables only; the dictionary is 200 and empty below admin (fact sheet 1.5, no. 6)."""
    instance = filled(access_of_roles(*roles))
    instance.insert(table, {"name": "incident"})
    client = serve(instance)
    replies = [client.table(table), client.get(f"/api/now/stats/{table}", sysparm_count="true")]
    assert [reply.status_code for reply in replies] == [status, status]
    if status == 200 and "admin" not in roles and table != "metric_instance":
        assert replies[0].json() == {"result": []}


def test_private_knowledge_bases(serve):
    """Articles of a base that user criteria keep from the user vanish, the base with them (trap 60)."""
    instance = Instance()
    bases = {title: instance.insert("kb_knowledge_base", {"title": title}) for title in ("IT", "Legal")}
    for title, base in bases.items():
        instance.insert("kb_knowledge", {"number": f"KB {title}", "kb_knowledge_base": base})
        instance.insert("kb_knowledge_block", {"number": f"Block {title}", "kb_knowledge_base": base})
    access = Access(knowledge_bases=frozenset({bases["IT"]}))
    instance.change_user(DEFAULT_USER.user_name, access=access)
    client = serve(instance)
    reply = client.table("kb_knowledge")
    assert {row["number"] for row in reply.json()["result"]} == {"KB IT", "Block IT"}
    assert reply.headers["X-Total-Count"] == "4"
    assert [row["title"] for row in client.table("kb_knowledge_base").json()["result"]] == ["IT"]


def in_domains(roles: frozenset[str] = frozenset()) -> Instance:
    instance = filled(Access(domains=frozenset({"north"})), roles=roles)
    for number, domain in (("N", "north"), ("S", "south"), ("G", "global")):
        instance.insert("change_request", {"number": number, "sys_domain": domain})
    return instance


def test_domains(serve):
    """Rows of another domain are not there at all: not in the count, not in stats, not by sys_id (trap 66)."""
    instance = in_domains()
    client = serve(instance)
    reply = client.table("change_request", "ORDERBYnumber")
    assert [row["number"] for row in reply.json()["result"]] == ["G", "N"]
    assert reply.headers["X-Total-Count"] == "2"
    stats = client.get("/api/now/stats/change_request", sysparm_count="true").json()
    assert stats == {"result": {"stats": {"count": "2"}}}
    south = next(row["sys_id"] for row in instance.rows("change_request") if row["number"] == "S")
    assert client.get(f"/api/now/table/change_request/{south}").status_code == 404


def test_no_domain_is_for_those_who_may(serve):
    """sysparm_query_no_domain is heard from admins and one role, from nobody else (fact sheet 1.1; trap 66)."""
    for roles, seen in ((frozenset(), 2), (frozenset({"query_no_domain_table_api"}), 3), (frozenset({"admin"}), 3)):
        reply = serve(in_domains(roles)).table("change_request", query_no_domain="true")
        assert len(reply.json()["result"]) == seen


def test_before_query_rules(serve):
    """A before-query rule thins silently, uncounted, and only the first part of a ^NQ (1.3, KB0564887; 1.5, no. 8)."""
    client = serve(filled(Access(before_query={"task": lambda row: row["priority"] == "1"})))
    reply = client.table("incident")
    assert (reply.headers["X-Total-Count"], len(reply.json()["result"])) == ("20", 20)
    assert len(client.numbers("incident", "number<INC010^NQnumber>=INC030")) == 5 + 10


def test_counts_of_the_aggregate_api(serve):
    """Row ACLs leave Aggregate counts alone unless the property says otherwise (open question 2; trap 3)."""
    for after, count in ((False, "40"), (True, "2")):
        client = serve(filled(only(3, 35), properties=Properties(stats_after_acl=after)))
        stats = client.get("/api/now/stats/incident", sysparm_count="true").json()
        assert stats["result"]["stats"]["count"] == count


def test_rights_change_while_it_runs(serve):
    """Rights taken away between two pages hold from the next request on (trap 63)."""
    instance = filled()
    client = serve(instance)
    assert len(client.numbers("incident", limit=10)) == 10
    instance.change_user(
        DEFAULT_USER.user_name, access=Access(hidden_fields={"incident": AllBut(frozenset({"number"}))})
    )
    assert set(client.table("incident", limit=1).json()["result"][0]) == {"number"}
    instance.change_user(DEFAULT_USER.user_name, access=Access(hidden_classes=frozenset({"incident"})))
    assert client.numbers("incident", limit=10) == []


def test_rights_are_each_users_own(serve):
    """What was rendered for one account is not shown to another (fact sheet 1.5, no. 2)."""
    instance = filled()
    reader = instance.add_user(
        DEFAULT_USER.user_name + ".2", "other", access=Access(hidden_fields={"task": {"number"}})
    )
    first, second = serve(instance), serve(instance, user=reader)
    for client, seen in ((first, True), (second, False), (first, True)):
        assert ("number" in client.table("incident", limit=1).json()["result"][0]) is seen
