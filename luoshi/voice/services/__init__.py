"""What is done in the room? One function per thing a person does; workers act without a name (`writing`)."""
