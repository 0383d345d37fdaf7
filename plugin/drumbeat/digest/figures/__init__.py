"""Figures: what each counts, of which records, beside which periods."""
