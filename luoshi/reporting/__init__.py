"""报送: reporting periods, reports signed once inside the unit, and the receipts of every body that asked for them."""
