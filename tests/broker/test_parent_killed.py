import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker.apache import ApacheBroker
from streams.broker.readiness import answers, listens
from tests.broker.waiting import becomes_true, is_gone

pytestmark = pytest.mark.integration

PARENT = """
import time
from streams.broker.apache import open_apache
from streams.broker.request import Request
from streams.settings import read_settings
broker = open_apache(Request(read_settings()))
print(broker.pid, broker.bootstrap_servers, broker.folder, flush=True)
time.sleep(300)
"""


def test_a_killed_parent_leaves_no_broker_and_no_folder(apache: ApacheBroker) -> None:
    project = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", PARENT], cwd=project, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, server, folder = parent.stdout.readline().split()
        assert answers(server)
        parent.kill()
        parent.wait()
        assert becomes_true(lambda: is_gone(int(pid)), within=5)
        assert becomes_true(lambda: not Path(folder).exists(), within=5)
        assert not listens(server)
    assert answers(apache.bootstrap_servers)
