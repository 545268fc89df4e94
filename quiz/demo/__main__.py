"""Makes the practice in the database of FIVE_STEPS_DATABASE_URL, and says who can sign in.

For `python3 dev.py demo`, which names a database of its own and starts the app on it.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import Final

from quiz.demo.mark import VARIABLE, is_demonstration
from quiz.demo.people import PEOPLE
from quiz.demo.practice import ADMINISTRATOR, COLLEAGUE, COUNSELLOR, PASSPHRASE, PIN, build
from quiz.errors import QuizError
from quiz.store import open_store

TOLD: Final = """
  A demonstration. Everybody in it is invented, and all of it is deleted as soon as this program
  ends, so do not enter anything real. Sign in at /sign-in:

      counsellor      {counsellor}, with {clients} clients
      colleague       {colleague}, without any
      administrator   {administrator}
      passphrase      {passphrase}
      PIN             {pin}, which brings back a device that was handed over

"""


def main() -> int:
    """0 once the practice is there, in a database in which nothing lay."""
    if not is_demonstration():
        sys.stderr.write(f"python3 dev.py demo starts this; {VARIABLE} is not set\n")
        return 2
    try:
        store = open_store()
        try:
            build(store, datetime.now(UTC).astimezone().replace(microsecond=0))
        finally:
            store.close()
    except QuizError as fault:
        sys.stderr.write(f"the practice could not be made: {fault}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    told = {"counsellor": COUNSELLOR, "colleague": COLLEAGUE, "administrator": ADMINISTRATOR}
    sys.stdout.write(TOLD.format(clients=len(PEOPLE), passphrase=PASSPHRASE, pin=PIN, **told))
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
