"""What every room leans on and what knows no domain noun: workflow, the write door, the trail and its seal,
actor, clock, calendar, errors, files, jobs, panels and web helpers."""
