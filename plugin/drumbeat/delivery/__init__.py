"""Out: messages and the ways they leave. Owns email and smtplib."""
