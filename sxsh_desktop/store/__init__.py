"""The store: ledger tables, drafts, derived tables, search, migrations, backup."""
