"""What a service lacks is told when it begins, with what to do, and it ends with 2 or 5 before anything is served."""

from __future__ import annotations

import os

import pytest

from command import quickly
from small_disk import fill, read_only, small_disk
from stores import open_database

MAIL = '[mail]\ntransport = "smtp"\nhost = "127.0.0.1"\n'
INSTANCE = '[servicenow]\nurl = "https://x.example"\n'


def refused(folder, settings, code, *said, mode=0o600, **extra):
    """`serve` ends so, and says this; nothing was served."""
    file = folder / "drumbeat.toml"
    file.write_text(settings)
    file.chmod(mode)
    ended = quickly("serve", cwd=folder, **extra)
    assert (ended.code, ended.out) == (code, ""), ended
    first, recovery = [line for line in ended.err.splitlines() if not line.startswith(("{", "  "))][:2]
    assert first.startswith("Error: ")
    assert len(recovery.split()) > 3
    assert all(words in ended.err for words in said), ended.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (f'{MAIL}user = "drumbeat"\n', "user needs password"),
        ('[mail]\ntransport = "graph"\n', "needs tenant, client_id and client_secret"),
        ('[web]\nurl = "https://digest.example.com"\n', "url needs secret"),
        (f'{INSTANCE}client_id = "c"\n', "needs servicenow.client_secret"),
        (f'{INSTANCE}user = "u"\n', "needs servicenow.password"),
        (INSTANCE, "do not say how to sign in"),
        (f'{INSTANCE}sign_in = "jwt_bearer"\nclient_id = "c"\nuser = "u"\n', "client_secret and private_key"),
    ],
)
def test_a_missing_secret(tmp_path, settings, said):
    """Each is named by its setting, when the service begins and not when a digest is due."""
    refused(tmp_path, settings, 2, said)


def test_a_secret_that_is_not_mounted(tmp_path):
    """The variable is named, and what to look after."""
    refused(
        tmp_path,
        f'{MAIL}user = "drumbeat"\n',
        2,
        "DRUMBEAT_MAIL__PASSWORD_FILE: there is no such file; see that the secret is mounted",
        DRUMBEAT_MAIL__PASSWORD_FILE="/nowhere/at/all",
    )


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        (f'{MAIL}user = "drumbeat"\npassword = "s3cret-word"\n', "mail.password"),
        ('[store]\nurl = "postgresql://drumbeat:s3cret-word@127.0.0.1:9/drumbeat"\n', "store.url"),
        ('[web.oidc]\nclient_secret = "s3cret-word"\n', "web.oidc.client_secret"),
    ],
)
def test_a_settings_file_with_a_secret_that_others_can_read(tmp_path, settings, named):
    """It is named with what it holds and the command that closes it, and not shown; its owner's alone it is read."""
    said = f"drumbeat.toml holds {named}, and others than its owner can read it (mode 0644)"
    refused(tmp_path, settings, 2, said, "chmod 600 drumbeat.toml", mode=0o644)
    ended = quickly("run-due", cwd=tmp_path)
    assert (ended.code, "s3cret" in ended.err) == (2, False)
    (tmp_path / "drumbeat.toml").chmod(0o600)
    assert "others than its owner" not in quickly("run-due", cwd=tmp_path).err


@pytest.mark.parametrize("at", ["[mail]\noutbox", "[store]\nurl"])
def test_a_folder_where_none_can_be(tmp_path, at):
    """The outbox or the store lies below a file: even root cannot write there."""
    (tmp_path / "file").touch()
    value = "file/outbox" if "outbox" in at else "sqlite:///file/drumbeat.db"
    refused(tmp_path, f'{at} = "{value}"\n', 5, "file")


@pytest.mark.parametrize("what", ["store", "outbox", "evidence"])
def test_an_unwritable_volume(tmp_path, what):
    """Store, outbox or the folder of evidence on a volume that is mounted read-only."""
    with small_disk(tmp_path, 2048) as disk:
        open_database(disk / "drumbeat.db").close()
        open_database(tmp_path / "drumbeat.db").close()
        (disk / "pages").mkdir()
        at = {
            "store": f'[store]\nurl = "sqlite:///{disk / "drumbeat.db"}"\n',
            "outbox": f'[mail]\noutbox = "{disk / "outbox"}"\n',
            "evidence": (
                f'[evidence]\nurl = "https://e.example.com"\nfolder = "{disk / "pages"}"\n'
                'secret = "a secret of thirty-two characters"\n'
            ),
        }
        with read_only(disk):
            refused(tmp_path, at[what], 5, "failed" if what == "store" else "read-only", str(disk))


def test_a_full_disk(tmp_path):
    """A store that cannot take one row more is told when the service begins."""
    with small_disk(tmp_path, 1024) as disk:
        open_database(disk / "drumbeat.db").close()
        fill(disk)
        refused(tmp_path, f'[store]\nurl = "sqlite:///{disk / "drumbeat.db"}"\n', 5, "drumbeat.db failed")


def test_a_folder_of_somebody_else(tmp_path):
    """Without the right to write there, which root always has, both are refused by name."""
    if os.geteuid() == 0:
        pytest.skip("root may write everywhere; a volume mounted read-only is tested instead")
    (tmp_path / "theirs").mkdir(mode=0o500)
    refused(tmp_path, '[mail]\noutbox = "theirs/outbox"\n', 5, "permission denied")


def test_an_old_schema_that_may_not_be_changed(tmp_path):
    """`store.upgrade = false`: a new store is made by `drumbeat migrate` alone."""
    refused(tmp_path, "[store]\nupgrade = false\n", 5, "has no tables yet", "drumbeat migrate")
