"""Commands. Owns typer and rich."""
