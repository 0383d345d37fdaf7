"""State: records, teams, editions, deliveries. Owns SQLAlchemy and Alembic."""
