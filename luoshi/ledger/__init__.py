"""台账: plans and their clauses, tasks with their duties, standards, targets and milestones, the cascade from one
level to the next, receipts, requests, the two lights, and completion checked against the standard."""
