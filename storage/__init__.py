"""Everything that knows SQL: one code path over SQLAlchemy Core, for SQLite and for what speaks PostgreSQL.

``database`` opens a database, ``unit_of_work`` is where events become durable, and a unit reads like this:
``inbox`` (who handles what), ``loading`` (needs to rows), decide, ``saving`` (changes to upserts),
``rollups``, ``timers``, ``outbox`` (parcels, leases, receipts). ``reports`` and ``history`` only read.
Statements live in synchronous functions over a ``Connection`` and are shaped for batches: a handful a unit,
never one per event.
"""
