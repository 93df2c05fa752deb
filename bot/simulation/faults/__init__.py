"""Months of a shop among faulty platforms, on a clock of its own, and the judge of what became of them."""
