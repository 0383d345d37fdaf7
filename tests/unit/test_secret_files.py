"""Files that hold a secret: which are read, and what is said of the others."""

from __future__ import annotations

import os
import pathlib
import subprocess
from pathlib import Path

import pytest

from command import quickly
from drumbeat.errors import SettingsError
from drumbeat.settings import load
from drumbeat.settings.secret_files import _is_mounted, read_secret
from small_disk import small_disk
from worlds import RSA, private_pem

NOBODY = 65534
SECRET = "s3cret of the mail server"
NAME = "DRUMBEAT_MAIL__PASSWORD_FILE"

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")


def kept(folder: Path, mode: int, owner: int = -1, text: str = SECRET) -> Path:
    """A file with a secret."""
    path = folder / "secret"
    path.write_text(f"{text}\n")
    path.chmod(mode)
    if owner != -1:
        if os.geteuid() != 0:
            pytest.skip("only root can give a file away")
        os.chown(path, owner, owner)
    return path


def why(path: Path) -> str:
    """What is said of the file; nothing of one that is read."""
    try:
        assert read_secret(path) == SECRET
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o700])
def test_what_is_its_owners_alone_is_read(tmp_path, mode):
    """So systemd's credentials are, and what a careful person writes."""
    assert why(kept(tmp_path, mode)) == ""


@pytest.mark.parametrize("mode", [0o644, 0o444, 0o604, 0o666, 0o622, 0o602])
@pytest.mark.parametrize("owner", [-1, NOBODY])
def test_what_everybody_reads_or_writes_is_refused(tmp_path, mode, owner):
    """It is said with the mode and the command that mends it, and without a word of the content."""
    path = kept(tmp_path, mode, owner)
    said = why(path)
    assert f"(mode {mode:04o}); run: chmod 600 {path}" in said
    assert "s3cret" not in said


@pytest.mark.parametrize(
    ("mode", "is_read"), [(0o440, True), (0o640, True), (0o660, False), (0o620, False), (0o444, False)]
)
def test_what_root_lets_a_group_read(tmp_path, mode, is_read):
    """As Kubernetes with fsGroup mounts it (0440), and PostgreSQL's rule for keys allows (0640); none may write it."""
    assert (why(kept(tmp_path, mode, 0)) == "") is is_read


@pytest.mark.parametrize("mode", [0o440, 0o640])
def test_what_another_lets_a_group_read(tmp_path, mode):
    """A group's reading is root's to allow: a user's own file is the user's alone."""
    assert "others than its owner can read it" in why(kept(tmp_path, mode, NOBODY))


@pytest.mark.parametrize("mode", [0o444, 0o644, 0o400])
def test_a_mount_of_its_own_may_be_readable_by_all(tmp_path, mode):
    """As Swarm and Podman (0444) and Kubernetes without fsGroup (0644, behind links) mount it."""
    with small_disk(tmp_path, 64) as mount:
        hidden = mount / "..2026_11_30"
        hidden.mkdir()
        kept(hidden, mode)
        (mount / "..data").symlink_to(hidden.name)
        (mount / "linked").symlink_to(Path("..data") / "secret")
        mount.chmod(0o755)
        assert why(mount / "linked") == ""
        assert why(kept(mount, mode)) == ""
        mount.chmod(0o777)
        assert (why(mount / "linked") == "") is (mode == 0o400), "as /tmp is: everybody may write there"


def test_a_file_that_is_mounted_by_itself(tmp_path):
    """As Compose binds one from outside, with whatever mode it has there; but not one that everybody can write."""
    with small_disk(tmp_path, 64) as disk:
        outside, inside = kept(disk, 0o644), tmp_path / "secret"
        inside.touch()
        if subprocess.run(["mount", "--bind", str(outside), str(inside)], check=False).returncode:
            pytest.skip("this machine lets nobody bind a file")
        try:
            assert why(inside) == ""
            outside.chmod(0o666)
            assert "others than its owner can write it" in why(inside)
        finally:
            subprocess.run(["umount", str(inside)], check=True)


def test_the_root_of_all_is_no_mount_of_its_own(monkeypatch):
    """A file at the top of the machine's own file system is not in a mount of its own."""
    monkeypatch.setattr(os.path, "ismount", lambda path: path == Path("/"))
    assert not _is_mounted(Path("/secret"))


def test_what_cannot_be_read(tmp_path, monkeypatch):
    """Missing, empty, a folder, no text, not ours to read: each is told with what to do."""
    assert "no such file; see that the secret is mounted" in why(tmp_path / "absent")
    assert "is empty" in why(kept(tmp_path, 0o600, text=" "))
    assert "is a directory" in why(tmp_path)
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    assert "holds no text" in why(tmp_path / "binary")

    def refuses(*_args, **_more):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(pathlib.Path, "read_text", refuses)
    assert "readable for the user that runs Drumbeat" in why(tmp_path / "secret")


def test_all_that_is_wrong_is_told_at_once(tmp_path):
    """Each file is named by its variable, and the command ends with 2 without the secret in any word."""
    path = kept(tmp_path, 0o644)
    environ = {NAME: str(path), "DRUMBEAT_WEB__SECRET_FILE": str(tmp_path / "absent")}
    with pytest.raises(SettingsError) as caught:
        load(None, environ)
    assert {line.split(":")[0].strip() for line in str(caught.value).splitlines()[1:]} == set(environ)
    ended = quickly("team", "list", cwd=tmp_path, **environ)
    assert ended.code == 2
    assert NAME in ended.err
    assert "s3cret" not in ended.out + ended.err


def test_a_private_key_that_everybody_reads(tmp_path):
    """The key that signs in to ServiceNow is a secret in a file as well."""
    path = tmp_path / "key.pem"
    path.write_bytes(private_pem(RSA))
    path.chmod(0o644)
    with pytest.raises(SettingsError, match=r"servicenow\.private_key: others than its owner can read it"):
        load(None, {"DRUMBEAT_SERVICENOW__PRIVATE_KEY": str(path)})
    path.chmod(0o600)
    assert load(None, {"DRUMBEAT_SERVICENOW__PRIVATE_KEY": str(path)}).servicenow.private_key == path
