"""The demonstration: one invented province, one plan, a year of work, told by calling the services as the people themselves."""
