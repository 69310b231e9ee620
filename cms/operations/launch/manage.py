"""`python -m cms.operations.launch.manage COMMAND …`: a management command in the surroundings in which `make run` runs."""

import os
import sys

from cms.environment import from_file
from cms.operations.launch import ROOT, CannotStartError
from cms.operations.launch.surroundings import complete, read_wishes


def main() -> int:
    os.umask(0o077)  # what is made here is for this user alone
    try:
        values = from_file(ROOT / ".env")
        os.environ.update(complete(values, read_wishes(values).address))
    except CannotStartError as error:
        print(error, file=sys.stderr)
        return 1
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    sys.exit(main())
