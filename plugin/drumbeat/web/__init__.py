"""The pages that readers of a digest open in a browser."""
