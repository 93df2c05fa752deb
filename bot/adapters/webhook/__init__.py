"""Notices to other programs: signed, one attempt each, to addresses on the public internet only."""
