"""What we say: figures, comparison, highlights, wording, and the digest itself. Pure."""
