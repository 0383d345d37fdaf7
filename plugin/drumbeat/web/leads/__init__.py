"""Pages for leads, one module a page."""
