"""Settings, addresses, the API's root and the command line: where the rooms are put together."""
