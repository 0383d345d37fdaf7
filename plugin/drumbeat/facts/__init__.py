"""In: operational facts from CSV files, HTTP with JSON, and Prometheus. Owns jsonpath."""
