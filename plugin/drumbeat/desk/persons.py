"""Who somebody is, and whether anything about single people may be computed or kept here."""

from __future__ import annotations

from drumbeat.desk.context import Context
from drumbeat.digest.language.wording import quoted
from drumbeat.editions.addresses import mailbox
from drumbeat.editions.recipients import Reach
from drumbeat.errors import SettingsError
from drumbeat.records.model import Record, Ref
from drumbeat.records.parse import parse_all
from drumbeat.records.persons import Persons, folded_name
from drumbeat.records.tables import BY_NAME


def require_personal_records(context: Context) -> None:
    """Raises SettingsError unless anything about one person may be computed or kept."""
    privacy = context.settings.privacy
    if privacy.keeps_personal_records:
        return
    why = "privacy.team_only is on" if privacy.team_only else "privacy.personal_records is off"
    lacks = " and team_only = false" if privacy.team_only else ""
    raise SettingsError(
        f"Nothing is computed or kept about single people here: {why}.",
        recovery=f"Once those concerned have agreed to it, set personal_records = true{lacks} under [privacy].",
    )


def require_words(said: str, option: str) -> str:
    """What was said, in one line. Raises SettingsError when nothing was."""
    words = " ".join(said.split())
    if not words or not words.isprintable():
        raise SettingsError(f"{option} needs a few words for the audit log.")
    return words


def still_named(context: Context, reach: Reach) -> list[str]:
    """Where the settings of teams name a person, whom only a person can take out of them; each as a sentence."""
    lines = []
    for team in context.store.teams.all():
        if mailbox(team.lead_address) in reach.mailboxes or folded_name(team.lead) in reach.names:
            lines.append(f"Still the lead of {quoted(team.name)}: name another by `drumbeat team change`.")
        if not team.teams and reach.names.intersection(map(folded_name, team.technicians)):
            lines.append(
                f"Still among the technicians of {quoted(team.name)}: see `drumbeat team export` and `import`."
            )
    return lines


def users_of(context: Context) -> list[Record]:
    """The users in the store; none where they were not read."""
    return parse_all(BY_NAME["sys_user"], context.store.records.rows("sys_user"))[0]


def persons_of(context: Context) -> Persons:
    """Everybody who is known. Raises SettingsError when nothing was pulled yet."""
    stock = context.stock
    return Persons.of([*stock.beside, *(item.record for item in stock.judged)])


def person_named(context: Context, said: str) -> Ref:
    """The one person who is meant. Raises SettingsError for nobody and for several."""
    found = persons_of(context).find(said)
    if not found:
        raise SettingsError(f"Nobody is known as “{said}”.", recovery="Write the name as ServiceNow does.")
    if len(found) > 1:
        raise SettingsError(f"{len(found)} people are known as “{said}”.", recovery="Write the user name or sys_id.")
    return found[0]


def person_kept(context: Context, said: str) -> Ref:
    """Somebody of whom something is kept: by the key itself, or as ServiceNow knows the person."""
    if context.store.audit.all(said):
        return Ref(said, said)
    return person_named(context, said)
