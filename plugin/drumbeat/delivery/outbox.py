"""A folder as a way out: every mail becomes an `.eml` file that any mail program opens.

For the demo, for previews, and for companies whose own relay collects mail from a folder.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from drumbeat.atomic_files import write_whole
from drumbeat.delivery.headers import OWN_HEADERS
from drumbeat.delivery.message import refuse_unclean
from drumbeat.editions.deliveries import Message
from drumbeat.errors import MailServerRefused, StoreError
from drumbeat.sentences import sentence


@dataclass(frozen=True, slots=True)
class OutboxFolder:
    """Writes one file per message; a Transport."""

    folder: Path
    keeps: ClassVar[frozenset[str]] = OWN_HEADERS

    def send(self, message: Message, recipient: str) -> None:
        """Write the mail whole; a repeated attempt at the same delivery replaces its own file.

        Raises DeliveryError when the recipient is not one address, MailServerRefused when the folder cannot be written.
        """
        refuse_unclean(recipient)
        try:
            write_whole(self.path_of(message, recipient), message.content)
        except StoreError as error:
            raise MailServerRefused(
                sentence("The outbox refused the mail: {error}", error=error.args[0]), recovery=error.recovery
            ) from error

    def probe(self) -> None:
        """There is nothing to sign in to; the folder is made when the first mail is written."""

    def close(self) -> None:
        """No file is held open."""

    def path_of(self, message: Message, recipient: str) -> Path:
        """Where this delivery lies: the address, made harmless, and a hash of address and Message-ID."""
        readable = re.sub(r"[^a-z0-9@+_-]+", ".", recipient.lower()).strip(".")[:60]
        identity = hashlib.sha256(f"{recipient}\n{message.message_id}".encode()).hexdigest()[:16]
        return self.folder / f"{readable or 'mail'}-{identity}.eml"
