"""The pages: those that readers of a digest open, and those by which team leads look after it."""
