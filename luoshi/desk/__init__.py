"""工作台: what each person owes and by when, the office's tree with its lights, and search."""
