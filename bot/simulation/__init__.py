"""Simulated customers and staff, and the checker of what the rooms have seen."""
