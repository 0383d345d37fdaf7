"""The headers of our mails that mean something to whoever or whatever reads them."""

from __future__ import annotations

OWN_HEADERS = frozenset(
    {
        *("From", "To", "Reply-To", "Subject", "Date", "Message-ID"),
        *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "X-Auto-Response-Suppress"),
    }
)
