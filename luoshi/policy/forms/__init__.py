"""What does a person type on the room's pages, and is it readable? Decisions are left to the services."""
