"""Comments in a file: how each feels, what it is about, and what it says together with its rating."""
