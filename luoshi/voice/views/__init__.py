"""The pages of the room: `open` for workers, without a name; the others for those who deal with what they wrote."""
