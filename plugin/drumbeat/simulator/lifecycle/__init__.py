"""What an instance does with its records over time. Its clock says when; no chance is involved."""
