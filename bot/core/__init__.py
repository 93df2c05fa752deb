"""The pure core: no await, no clock, no randomness, no input or output, no third party."""
