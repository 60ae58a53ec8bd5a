"""`python -m bot` is `siaga`."""

import sys

from bot.cli import main

sys.exit(main())
