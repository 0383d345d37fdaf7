"""An independent judge of redaction: tickets with secrets in them, clean titles, and a search for what leaked."""
