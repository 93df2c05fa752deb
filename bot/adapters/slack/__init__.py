"""Slack: direct messages for customers, rooms with threads, buttons and forms for staff and managers."""
