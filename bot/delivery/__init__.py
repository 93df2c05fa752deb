"""Getting parcels to their platforms: the courier, how fast it may go, how long it waits after a failure."""
