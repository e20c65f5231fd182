"""Pages of the room, by what a person does there."""
