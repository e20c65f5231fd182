"""Pages of the room: a plan read, reviewed, sent out for opinions, and registered as issued."""
