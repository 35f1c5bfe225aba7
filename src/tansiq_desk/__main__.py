"""`python -m tansiq_desk` is the `tansiq` command."""

import sys

from tansiq_desk.commands import main

sys.exit(main())
