"""The worker with the double instead of the flow, as a process of its own: `python -m tests.worker.serving`."""

import sys

if __name__ == "__main__":
    from streams.settings import read_settings
    from streams.worker.run import Parts, run
    from tests.worker.double import reject

    sys.exit(run(read_settings(), Parts("tests.worker.double:obedient", reject)))
