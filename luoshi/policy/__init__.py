"""政策协同: how a plan becomes clauses with responsible units. This room reads plan documents into tasks, duties,
deadlines and targets, keeps the consultation and approval of a plan, and looks for overlaps, gaps and conflicts."""
