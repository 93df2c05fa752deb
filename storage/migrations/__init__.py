"""How the schema came to be, one revision a file. Alembic runs them; ``storage.schema`` runs Alembic."""
