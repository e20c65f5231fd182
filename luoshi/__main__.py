"""`python -m luoshi` is the same as `luoshi`."""

import sys

from luoshi.config.cli import main

if __name__ == "__main__":
    sys.exit(main())
