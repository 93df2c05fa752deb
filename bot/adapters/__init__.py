"""One folder per platform: ``inbound`` and ``outbound`` translate without I/O, ``adapter`` talks."""
