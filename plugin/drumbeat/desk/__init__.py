"""What commands and pages do with editions: draft, decide, send, and look after the schedule."""
