"""Free ports on this machine."""

import socket
from contextlib import ExitStack
from typing import Final

LOCALHOST: Final = "127.0.0.1"


def free_ports(count: int) -> tuple[int, ...]:
    """So many different ports that nobody listens on just now.

    Another process may take one before it is used; who starts a server on it tries again then.
    """
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((LOCALHOST, 0))
        return tuple(each.getsockname()[1] for each in sockets)
