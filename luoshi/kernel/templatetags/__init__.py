"""Tags for templates: how a computed thing looks."""
