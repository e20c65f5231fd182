"""What people fill in: workers without a name (`open`), and those who deal with what they wrote (`office`)."""
