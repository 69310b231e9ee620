"""`python -m cms.operations.web [granian's options]`: the web server of production.

The application is loaded before granian forks its workers. They share what it takes of memory, and one that has died is replaced at once.
"""

import gc
import os
import sys
from importlib import import_module

from granian.cli import entrypoint

APPLICATION = "cms.wsgi:application"
#: Of granian's options. More threads only wait for each other.
DEFAULTS = {"INTERFACE": "wsgi", "BLOCKING_THREADS": "4", "RESPAWN_FAILED_WORKERS": "true", "RESPAWN_INTERVAL": "0.1"}


def main() -> None:
    for name, value in DEFAULTS.items():
        os.environ.setdefault(f"GRANIAN_{name}", value)
    import_module(APPLICATION.partition(":")[0])
    # What is there now stays: a collection that touched it in a worker would copy it.
    gc.collect()
    gc.freeze()
    sys.argv.append(APPLICATION)
    entrypoint()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
