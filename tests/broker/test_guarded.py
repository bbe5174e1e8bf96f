import signal
import subprocess
import sys
from pathlib import Path

import pytest

from streams.broker.guarded import GuardedProcess
from streams.errors import SetupError
from tests.broker.waiting import becomes_true, is_gone

PROJECT = Path(__file__).parents[2]


def start(tmp_path: Path, *command: str) -> GuardedProcess:
    return GuardedProcess(command, tmp_path / "folder", tmp_path / "log")


def test_its_exit_status_and_its_output_are_kept(tmp_path: Path) -> None:
    process = start(tmp_path, "sh", "-c", "echo out; echo err >&2; exit 7")
    assert process.wait(10) == 7
    assert sorted((tmp_path / "log").read_text().split()) == ["err", "out"]


def test_the_pid_is_the_commands_own(tmp_path: Path) -> None:
    process = start(tmp_path, "sleep", "60")
    process.signal(signal.SIGUSR1)
    assert process.wait(10) == 128 + signal.SIGUSR1


def test_a_command_that_does_not_exist_is_a_setup_error_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="/no/such/program can't be started") as caught:
        start(tmp_path, "/no/such/program")
    assert "\n" not in str(caught.value)


def test_stop_kills_what_ignores_sigterm(tmp_path: Path) -> None:
    process = start(tmp_path, "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 1; done")
    assert becomes_true(lambda: (tmp_path / "log").read_text() == "ready\n")
    process.stop(grace=0.3)
    assert process.exit_code == 128 + signal.SIGKILL


def test_stop_ends_a_frozen_process_cleanly(tmp_path: Path) -> None:
    process = start(tmp_path, "sh", "-c", "trap 'exit 3' TERM; echo ready; while :; do sleep 0.1; done")
    assert becomes_true(lambda: (tmp_path / "log").read_text() == "ready\n")
    process.signal(signal.SIGSTOP)
    process.stop(grace=10)
    assert process.exit_code == 3


def test_signals_after_the_end_do_nothing(tmp_path: Path) -> None:
    process = start(tmp_path, "true")
    assert process.wait(10) == 0
    process.signal(signal.SIGTERM)
    process.kill()
    assert process.exit_code == 0


PARENT = """
import multiprocessing, sys, time
from pathlib import Path
from streams.broker.guarded import GuardedProcess
folder = Path(sys.argv[1]); folder.mkdir()
process = GuardedProcess(["sleep", "300"], folder, folder / "log")
relative = multiprocessing.get_context("fork").Process(target=time.sleep, args=(300,))
if sys.argv[2] == "fork":
    relative.start()
print(process.pid, relative.pid or 0, flush=True)
time.sleep(300)
"""


@pytest.mark.parametrize("relatives", ["none", "fork"])
def test_it_dies_with_its_parent_even_if_a_fork_holds_the_pipe(tmp_path: Path, relatives: str) -> None:
    folder = tmp_path / "folder"
    command = [sys.executable, "-c", PARENT, str(folder), relatives]
    with subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid, relative = map(int, parent.stdout.readline().split())
        try:
            assert not is_gone(pid)
            parent.kill()
            parent.wait()
            assert becomes_true(lambda: is_gone(pid), within=5)
            assert becomes_true(lambda: not folder.exists(), within=5)
        finally:
            if relative:
                subprocess.run(["kill", "-KILL", str(relative)], check=True)  # noqa: S607


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux ends a child with its parent")
def test_it_dies_with_its_guard(tmp_path: Path) -> None:
    process = start(tmp_path, "sleep", "300")
    process._guard.kill()
    assert becomes_true(lambda: is_gone(process.pid), within=5)
    process.wait(5)
