"""The database: archive, ledger, outbox, lease. The only room that knows SQL."""
