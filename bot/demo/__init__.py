"""The sandbox: a shop, a history, three rooms; the real core, handlers, storage and courier."""
