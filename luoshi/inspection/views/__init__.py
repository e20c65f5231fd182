"""The pages of the room. One file per kind of thing."""
