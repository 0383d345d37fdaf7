"""A running instance of the demo organisation that is set up badly, and settings for it."""

from __future__ import annotations

import random
from contextlib import contextmanager
from functools import cache

from drumbeat import app
from drumbeat.cli.larkfield import DEMO_NOW
from drumbeat.simulator.accounts import DEFAULT_CLIENT, DEFAULT_USER
from drumbeat.simulator.faults import Rehearsal
from drumbeat.simulator.server import Simulator

BASIC = f'user = "{DEFAULT_USER.user_name}"\npassword = "{DEFAULT_USER.password}"\n'
CLIENT = f'client_id = "{DEFAULT_CLIENT.client_id}"\nclient_secret = "{DEFAULT_CLIENT.client_secret}"\n'


@cache
def _organisation():
    """Read only: what a test changes about it is about the account, and is set back."""
    return app.demo_instance(DEMO_NOW)


@contextmanager
def broken(folder, *faults, absent=frozenset(), properties=None, sign_in=BASIC, **user):
    """A running instance with this breakage, and settings for it in the folder that sign in so."""
    organisation = _organisation()
    before = organisation.absent, organisation.properties, organisation.users[DEFAULT_USER.user_name]
    organisation.absent = frozenset(absent)
    organisation.properties = properties or organisation.properties
    organisation.change_user(DEFAULT_USER.user_name, **user)
    around = Rehearsal(organisation, faults, clock=app.clock) if faults else None
    try:
        with Simulator(organisation, rng=random.Random(1), around=around) as running:
            text = f'[servicenow]\nurl = "{running.url}"\nmonths = 36\nattempts = 2\n{sign_in}'
            (folder / "drumbeat.toml").touch(0o600)
            (folder / "drumbeat.toml").write_text(text)
            yield running
    finally:
        organisation.absent, organisation.properties, account = before
        organisation.change_user(DEFAULT_USER.user_name, access=account.access, time_zone=account.time_zone)
