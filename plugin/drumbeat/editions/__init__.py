"""When an edition leaves, whether it may, and to whom. Pure."""
