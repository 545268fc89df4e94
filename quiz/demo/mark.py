"""Whether this is a demonstration, in which everything is invented and nothing is kept."""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "FIVE_STEPS_DEMONSTRATION"
"""Set to 1 by `python3 dev.py demo`, and by nobody else; `dev.py` cannot import it from here."""


def is_demonstration() -> bool:
    """Whether every page has to say that all of it is invented."""
    return os.environ.get(VARIABLE) == "1"
