"""Pure: receipts, work instead of identity, small groups, clocks, who may deal with what, advice before sending, pictures."""
