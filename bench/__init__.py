"""How fast is it? One measurement per row of the table in docs/figures.md; see `bench.__main__`."""
