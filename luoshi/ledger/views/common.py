"""What do the room's pages share? The tab that they stand under."""

TAB = "ledger:list"
