"""`drumbeat init`: the settings file of a new installation."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from drumbeat.cli.console import say
from drumbeat.cli.context import context_of
from drumbeat.desk.first_settings import Said, variable_of, write_first
from drumbeat.errors import SettingsError

Url = Annotated[str, typer.Option("--url", help="The address of the ServiceNow instance.")]
ClientId = Annotated[str, typer.Option("--client-id", help="The OAuth application's id, to sign in by.")]
User = Annotated[str, typer.Option("--user", help="Or the integration user, where the instance takes passwords.")]
Sender = Annotated[str, typer.Option("--sender", help="The address digests come from, such as “IT <it@example.com>”.")]
MailHost = Annotated[str, typer.Option("--mail-host", help="The SMTP server; without one mails go into a folder.")]
MailUser = Annotated[str, typer.Option("--mail-user", help="Who logs in there, where it asks for that.")]
Pages = Annotated[str, typer.Option("--pages", help="The https address by which readers will reach the pages.")]
Zone = Annotated[str, typer.Option("--zone", help="The time zone of teams that do not say, such as Europe/Berlin.")]

_SECRETS = """\
Secrets do not belong into it. Each goes into a file of its own, chmod 0400, in one folder that the variable
CREDENTIALS_DIRECTORY names, or into the environment (docs/deploying.md, Secrets):"""


def init(
    ctx: typer.Context,
    *,
    url: Url = "",
    client_id: ClientId = "",
    user: User = "",
    sender: Sender = "",
    mail_host: MailHost = "",
    mail_user: MailUser = "",
    pages: Pages = "",
    zone: Zone = "",
) -> None:
    """Write the settings file of a new installation, with every setting explained, and say what comes next.

    What no option says is asked for, at a terminal. A file that is there stays as it is. Secrets are not asked for
    and not written: it is said where each goes.
    """
    said = Said(url, client_id, user, sender, mail_host, mail_user, pages, zone)
    if not url:
        said = _asked(said)
    path = write_first(context_of(ctx).settings_file, said)
    say(f"Written: {path}, which you alone can read. All other settings stand there with their defaults.")
    if said.secrets():
        say(_SECRETS)
    for name in said.secrets():
        hint = "; openssl rand -hex 32 prints one" if name == "web.secret" else ""
        say(f"  {name}: the file {variable_of(name).lower()}, or {variable_of(name)}{hint}")
    say("Next: drumbeat check")


def _asked(said: Said) -> Said:
    """What options did not say, asked for; Enter alone leaves a question open."""
    if not sys.stdin.isatty():
        raise SettingsError(
            "Nobody is here to be asked for the address of ServiceNow.",
            recovery="Say it: drumbeat init --url https://example.service-now.com --client-id …",
        )

    def ask(question: str, known: str) -> str:
        return known or str(typer.prompt(question, default="", show_default=False)).strip()

    url = str(typer.prompt("ServiceNow instance, such as https://example.service-now.com")).strip()
    client = ask("Id of the OAuth application (deploy/servicenow.md)", said.client_id)
    user = said.user if client else ask("Or the integration user, where it takes passwords", said.user)
    sender = ask("Address digests come from", said.sender)
    host = ask("SMTP server; Enter: mails go into a folder", said.mail_host)
    login = ask("User there; Enter: it asks for none", said.mail_user) if host else ""
    pages = ask("https address of the pages; Enter: no pages", said.pages)
    return Said(url, client, user, sender, host, login, pages, ask("Time zone, such as Europe/Berlin", said.zone))
