"""What the room asks of a text, a number or a request: pure rules, each of which gives its reasons."""
