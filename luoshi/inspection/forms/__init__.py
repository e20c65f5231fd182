"""What people fill in. One file per kind of thing."""
