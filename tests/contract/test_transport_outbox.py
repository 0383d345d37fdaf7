"""The outbox folder's own promises: file names, replacement, refusal."""

from __future__ import annotations

import stat

import pytest

from drumbeat.delivery.outbox import OutboxFolder
from drumbeat.errors import DeliveryError
from mails import RECIPIENT, small_mail


@pytest.mark.parametrize(
    "recipient",
    [
        "../../escape@example.com",
        "/etc/passwd@example.com",
        "..@..",
        "a\\..\\b@example.com",
        "C:evil@example.com",
        f"{'x' * 5000}@example.com",
        "~root@example.com",
        ".hidden@example.com",
        "\N{FULLWIDTH SOLIDUS}..@example.com",
    ],
)
def test_address_cannot_leave_the_folder(tmp_path, recipient):
    """Whatever the address, there is one plain file in the folder and none elsewhere."""
    folder = tmp_path / "deep" / "outbox"
    OutboxFolder(folder).send(small_mail(), recipient)
    (written,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written.parent == folder
    assert not written.name.startswith(".")
    assert len(written.name) < 100


def test_file_name_tells_the_recipient(tmp_path):
    """A person finds the mail by its address."""
    OutboxFolder(tmp_path).send(small_mail(), RECIPIENT)
    (written,) = tmp_path.iterdir()
    assert written.name.startswith("zoe@example.com-")
    assert written.suffix == ".eml"


def test_addresses_alike_do_not_meet(tmp_path):
    """Two addresses that read alike once made harmless keep two files."""
    outbox = OutboxFolder(tmp_path)
    for recipient in ("a/b@example.com", "a.b@example.com"):
        outbox.send(small_mail(), recipient)
    assert len(list(tmp_path.iterdir())) == 2


def test_repeated_delivery_replaces_its_own_file(tmp_path):
    """The same delivery attempted twice is one mail; another Message-ID is another."""
    outbox = OutboxFolder(tmp_path)
    outbox.send(small_mail(), RECIPIENT)
    outbox.send(small_mail(), RECIPIENT)
    assert len(list(tmp_path.iterdir())) == 1
    outbox.send(small_mail(message_id="<november.zoe@example.com>"), RECIPIENT)
    assert len(list(tmp_path.iterdir())) == 2


def test_mail_is_readable_by_its_owner_only(tmp_path):
    """A mail is nobody else's to read on a shared machine."""
    OutboxFolder(tmp_path).send(small_mail(), RECIPIENT)
    (written,) = tmp_path.iterdir()
    assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_folder_that_cannot_be_written(tmp_path):
    """A file in the folder's place is a refusal, in words, with nothing half-written."""
    (tmp_path / "outbox").write_text("in the way")
    with pytest.raises(DeliveryError, match="outbox refused"):
        OutboxFolder(tmp_path / "outbox").send(small_mail(), RECIPIENT)
    assert (tmp_path / "outbox").read_text() == "in the way"
