"""The alarm clock, and the working days of countries. Owns apscheduler and holidays."""
