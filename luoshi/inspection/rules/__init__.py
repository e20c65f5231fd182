"""What the room reckons without a database: the draw, plan items, coverage, recusal, schedule."""
