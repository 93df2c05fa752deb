"""Stored rows as files for other programs: CSV, JSON lines and spreadsheets; for research without names."""
