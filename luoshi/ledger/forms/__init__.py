"""What does a person type on the ledger's pages, and is it readable? Decisions are left to the services."""
