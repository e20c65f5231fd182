"""Inspection (督察): plan items, coverage, the verifiable draw, visits, conclusions and objections; what has no number is 调研指导."""
