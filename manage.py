#!/usr/bin/env python3
"""For tools that look for manage.py; people use the command `luoshi`."""

import sys

from luoshi.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
