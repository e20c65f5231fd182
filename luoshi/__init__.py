"""Luoshi (落实): an open platform that carries a reform plan from its division of labour to its evaluation."""

__version__ = "0.1.0"
