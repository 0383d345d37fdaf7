"""What is PostgreSQL's own: addresses, errors, order, letters, and transactions that write one after the other."""

from __future__ import annotations

import multiprocessing
import random
import threading
from zoneinfo import ZoneInfo

import pytest

from drumbeat.editions.deliveries import DeliveryState, Outcome, Planned
from drumbeat.errors import SettingsError, StoreError, TryLater
from drumbeat.records.team import Team
from drumbeat.store.database import Database
from drumbeat.store.editions import EditionStore
from drumbeat.store.teams import TeamStore
from places import OnSqlite
from postgres import ICU_SINCE, KEYED
from stores import CONTENT, NOW, OCTOBER, claim, settle

WORDS = ("zebra", "Zebra", "ape", "Äpfel", "apfel", "ape 2", "ape-2", "ape_10", "APE", "ñu", "nut", "_", "-", "10", "9")
"""What English readers sort otherwise than computers do."""


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgres"])
def test_an_address_of_postgresql_means_psycopg_3(postgres_place, scheme):
    """Every usual way to write the address opens the store."""
    database = Database(postgres_place.url().replace("postgresql", scheme, 1))
    with database.read() as connection:
        assert connection.dialect.driver == "psycopg"


def test_another_driver_is_a_setting_s_fault():
    """A driver that is not here is said to be a mistake of the setting, without the address and its password."""
    with pytest.raises(SettingsError, match=r"store\.url") as caught:
        Database("postgresql+psycopg2://role:secret@host/database")
    assert "secret" not in str(caught.value) + caught.value.recovery


def test_both_kinds_of_database_list_names_in_one_order(postgres_place, tmp_path):
    """Teams, recipients and their deliveries come in the same order, whatever the server's locale is."""
    orders = []
    for place in (OnSqlite(tmp_path), postgres_place):
        database = place.open()
        teams, editions = TeamStore(database), EditionStore(database)
        for word in random.Random(1).sample(WORDS, len(WORDS)):
            teams.add(Team(word, ("Network",), (), ZoneInfo("UTC")))
        edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
        # Two addresses that differ in their case alone are one recipient.
        editions.plan(
            edition, [Planned(f"{word}{place_}@x.example", "<1@x>") for place_, word in enumerate(WORDS)], NOW
        )
        listed = [each.recipient for each in editions.deliveries(edition)]
        orders.append(([team.name for team in teams.all()], listed))
    assert orders[0] == orders[1]
    assert orders[0][0] == sorted(WORDS)


def test_moments_are_compared_as_text_not_as_words(postgres_place):
    """No column is left to the server's locale, the migrations' own table included."""
    found = postgres_place.emptied.server.run(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
        " AND (data_type = 'character varying' OR data_type = 'text' AND collation_name IS DISTINCT FROM 'C')",
        postgres_place.emptied.name,
    )
    assert found == []


@pytest.mark.parametrize(
    "text", ["a\x00b", "\x00", "\ue000", "\ue0000\x001\ue000", "\ue000\ue001", "☕ \U0001f680", ""]
)
def test_any_text_comes_back_as_it_was(postgres_place, text):
    """NUL, which PostgreSQL refuses, and the character that stands for it come back, and are found by their value."""
    teams = TeamStore(postgres_place.open())
    teams.add(Team(f"team {text}", ("Network",), (text,) if text else (), ZoneInfo("UTC"), lead=text))
    found = teams.get(f"team {text}")
    assert (found.lead, found.technicians) == (text, (text,) if text else ())


def test_text_may_be_as_long_as_on_sqlite(postgres_place):
    """No name is cut or refused for its length: SQLite, too, keeps it."""
    teams = TeamStore(postgres_place.open())
    teams.add(Team("N" * 1000, ("G" * 1000,), (), ZoneInfo("UTC")))
    assert teams.all()[0].groups == ("G" * 1000,)


def test_a_server_that_is_away_is_for_later(server, tmp_path):
    """Where no server answers the error says what to look at, and names neither role nor password."""
    with pytest.raises(TryLater, match="cannot be reached") as caught:
        Database(f"postgresql://someone:secret@/drumbeat?host={tmp_path}")
    assert "secret" not in str(caught.value)
    assert "someone" not in str(caught.value)


def test_a_database_that_is_not_there_is_a_setting_s_fault(server):
    """A database that nobody made is named, with what makes it."""
    with pytest.raises(SettingsError, match=r"“nowhere” on .* has no such database") as caught:
        Database(server.database_url("nowhere"))
    assert "docs/store.md" in caught.value.recovery


def test_a_role_that_is_not_there_is_a_setting_s_fault(server):
    """A role that nobody made is a mistake of the setting."""
    if server.folder is None:
        pytest.skip("the named server may ask every role for a password")
    with pytest.raises(SettingsError, match="no such role"):
        Database(f"postgresql://stranger@/postgres?host={server.folder}")


@pytest.mark.parametrize(("password", "said"), [(":wrong", "does not accept"), ("", "asks for a password")])
def test_a_wrong_password_is_a_setting_s_fault(server, password, said):
    """A password that is wrong or missing is a mistake of the setting, and is not repeated."""
    if server.folder is None:
        pytest.skip("the rules of the named server are not known")
    server.run(f"DROP ROLE IF EXISTS {KEYED}")
    server.run(f"CREATE ROLE {KEYED} LOGIN PASSWORD 'right'")
    with pytest.raises(SettingsError, match=said) as caught:
        Database(f"postgresql://{KEYED}{password}@/postgres?host={server.folder}")
    assert "wrong" not in str(caught.value)


def test_a_role_that_may_not_make_tables_is_told(server):
    """A role without rights in the database hears what to give it."""
    if server.folder is None:
        pytest.skip("the rules of the named server are not known")
    server.run("DROP ROLE IF EXISTS guest")
    server.run("CREATE ROLE guest LOGIN")
    server.make("drumbeat_test_rights")
    server.run("REVOKE CREATE ON SCHEMA public FROM PUBLIC", "drumbeat_test_rights")
    with pytest.raises(StoreError, match="may not make") as caught:
        Database(f"postgresql://guest@/drumbeat_test_rights?host={server.folder}")
    assert "owner" in caught.value.recovery


def test_a_standby_is_told(postgres_place):
    """A database that takes no writes is said to be read-only; reading goes on."""
    postgres_place.open("standby").close()
    name = postgres_place.name_of("standby")
    postgres_place.run(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
    database = postgres_place.open("standby")
    assert TeamStore(database).all() == []
    with pytest.raises(StoreError, match="read-only"):
        TeamStore(database).add(Team("Network", ("Network",), (), ZoneInfo("UTC")))


@pytest.mark.parametrize(
    ("code", "error", "said"),
    [
        ("53100", StoreError, "disk is full"),
        ("53300", TryLater, "not there for us now"),
        ("57P01", TryLater, "not there for us now"),
        ("57P03", TryLater, "not there for us now"),
        ("40P01", TryLater, "not there for us now"),
        ("XX001", StoreError, "the server's error XX001"),
        ("57014", StoreError, "gave the statement up"),
    ],
)
def test_what_a_server_reports_is_told_by_its_code(postgres_place, code, error, said):
    """Trouble of the server is told by its kind; its words, which may hold values, are not."""
    raising = f"DO $$ BEGIN RAISE EXCEPTION 'secret' USING ERRCODE = '{code}'; END $$"
    with pytest.raises(error, match=said) as caught, postgres_place.open().begin() as connection:
        connection.exec_driver_sql(raising)
    assert "secret" not in str(caught.value)


def test_a_database_of_few_letters_is_refused(postgres_place):
    """A database that cannot hold every letter is refused before anything is made in it."""
    server = postgres_place.emptied.server
    [(version,)] = server.run("SELECT current_setting('server_version_num')::integer / 10000")
    provider = "LOCALE_PROVIDER 'libc'" if version >= ICU_SINCE else ""
    more = f"ENCODING 'LATIN1' {provider} LOCALE 'C' TEMPLATE template0"
    with pytest.raises(SettingsError, match="LATIN1"):
        Database(server.make("drumbeat_test_latin", more))
    assert server.run("SELECT 1 FROM pg_tables WHERE schemaname = 'public'", "drumbeat_test_latin") == []


def test_a_server_that_was_restarted_is_found_again(postgres_place):
    """Connections that the server has closed meanwhile are opened anew, without a word."""
    database = postgres_place.open()
    assert TeamStore(database).all() == []
    postgres_place.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'drumbeat'")
    assert TeamStore(database).all() == []


def test_a_reader_sees_one_moment_and_never_waits(postgres_place):
    """While another writes, a reader reads at once, and what it reads belongs together."""
    database = postgres_place.open()
    teams = TeamStore(database)
    with database.read() as connection:
        count = "SELECT count(*) FROM team"
        assert connection.exec_driver_sql(count).scalar_one() == 0
        teams.add(Team("Network", ("Network",), (), ZoneInfo("UTC")))
        assert connection.exec_driver_sql(count).scalar_one() == 0
    with database.begin():
        assert [team.name for team in teams.all()] == ["Network"]


def test_who_waits_to_write_sees_what_was_written(postgres_place):
    """Of two that read, decide and write, the second decides on what the first wrote: neither undoes the other."""
    database = postgres_place.open()
    with database.begin() as connection:
        connection.exec_driver_sql("INSERT INTO scheduler VALUES ('one', '', '', '0')")
    gate = threading.Barrier(4)

    def count() -> None:
        gate.wait()
        for _ in range(25):
            with database.begin() as connection:
                found = int(connection.exec_driver_sql("SELECT did FROM scheduler").scalar_one())
                connection.exec_driver_sql(f"UPDATE scheduler SET did = '{found + 1}'")  # noqa: S608  a number

    counting = [threading.Thread(target=count) for _ in range(4)]
    for thread in counting:
        thread.start()
    for thread in counting:
        thread.join()
    assert postgres_place.dump("scheduler", "did") == [("100",)]


def _claim_all(url: str, edition: int, recipients: list[str], gate, results) -> None:
    editions = EditionStore(Database(url))
    gate.wait(60)
    won = []
    for recipient in recipients:
        if claim(editions, edition, recipient, NOW):
            settle(editions, edition, Outcome(recipient, DeliveryState.SENT))
            won.append(recipient)
    results.put(won)


def test_workers_on_one_database_take_each_delivery_once(postgres_place):
    """Three processes that go through one edition at once send each mail once, and none is left (rule E48)."""
    editions = EditionStore(postgres_place.open())
    edition = editions.save_draft("Network", OCTOBER, CONTENT, [], NOW).id
    recipients = [f"r{number}@x.example" for number in range(60)]
    editions.plan(edition, [Planned(each, "<1@x>") for each in recipients], NOW)
    start = multiprocessing.get_context("spawn")
    gate, results = start.Barrier(3), start.Queue()
    shuffled = [random.Random(seed).sample(recipients, len(recipients)) for seed in range(3)]
    working = [
        start.Process(target=_claim_all, args=(postgres_place.url(), edition, each, gate, results)) for each in shuffled
    ]
    for worker in working:
        worker.start()
    won = [each for _ in working for each in results.get(timeout=60)]
    for worker in working:
        worker.join(60)
    assert sorted(won) == sorted(recipients)
    assert {each.state for each in editions.deliveries(edition)} == {DeliveryState.SENT}
