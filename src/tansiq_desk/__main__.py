"""`python -m tansiq_desk` is the `tansiq` command."""

import sys

try:
    from tansiq_desk.commands import main

    sys.exit(main())
except KeyboardInterrupt:  # before there is anybody to say so
    sys.exit(130)
