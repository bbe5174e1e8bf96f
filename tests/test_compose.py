"""docker-compose.yml and what it mounts, held to the code: nobody runs it here, so every name is checked."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import compose_spec
import pytest
import typer
import yaml

from streams.cli import app
from streams.settings import Settings
from streams.worker.health import Vitals
from streams.worker.metrics import Metrics
from streams.worker.web import serve

ROOT = Path(__file__).parent.parent
FILE = ROOT / "docker-compose.yml"
COMPOSE: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
OBSERVABILITY = ["prometheus", "grafana", "kafka-ui"]
DASHBOARD = json.loads((ROOT / "deploy/grafana/dashboards/sanctionwire.json").read_text("utf-8"))
SCRAPE = yaml.safe_load((ROOT / "deploy/prometheus.yml").read_text("utf-8"))["scrape_configs"][0]
EXPRESSIONS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]


def bind_mounts(service: dict[str, Any]) -> list[tuple[str, str]]:
    mounts = [volume.split(":") for volume in service.get("volumes", [])]
    return [(source, target) for source, target, *_ in mounts if source.startswith(".")]


def test_file_keeps_to_the_compose_specification() -> None:
    parsed = compose_spec.PyCompose.from_json(json.dumps(COMPOSE))
    assert set(parsed.services) == set(SERVICES)


def test_docker_compose_itself_accepts_the_file() -> None:
    command = next(
        (words for words in (["docker", "compose"], ["docker-compose"]) if shutil.which(words[0]) and works(words)),
        None,
    )
    if command is None:
        pytest.skip("neither `docker compose` nor `docker-compose` is installed")
    done = subprocess.run(
        [*command, "-f", str(FILE), "--profile", "observability", "config", "-q"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def works(words: list[str]) -> bool:
    return subprocess.run([*words, "version"], capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_published_on_this_machine_alone(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


def test_no_two_services_publish_one_port() -> None:
    ports = [port.split(":")[1] for service in SERVICES.values() for port in service.get("ports", [])]
    assert len(ports) == len(set(ports)) == 6


@pytest.mark.parametrize("name", [name for name in SERVICES if name not in OURS])
def test_images_are_pinned_to_a_version(name: str) -> None:
    assert re.fullmatch(r"[a-z-]+/[a-z-]+:v?\d+\.\d+\.\d+", SERVICES[name]["image"])


def test_observability_has_a_profile_and_the_rest_has_none() -> None:
    assert [name for name, service in SERVICES.items() if "profiles" in service] == OBSERVABILITY
    assert all(SERVICES[name]["profiles"] == ["observability"] for name in OBSERVABILITY)


@pytest.mark.parametrize("name", SERVICES)
def test_dependencies_exist_and_can_be_waited_for(name: str) -> None:
    wanted = SERVICES[name].get("depends_on", {})
    conditions = wanted if isinstance(wanted, dict) else {other: {"condition": "service_started"} for other in wanted}
    for other, condition in conditions.items():
        assert other in SERVICES
        assert condition["condition"] != "service_healthy" or "healthcheck" in SERVICES[other]


@pytest.mark.parametrize("name", OURS)
def test_settings_exist(name: str) -> None:
    prefix = Settings.model_config["env_prefix"]
    given = SERVICES[name]["environment"]
    assert {variable.removeprefix(prefix).lower() for variable in given} <= set(Settings.model_fields)
    Settings(**{variable.removeprefix(prefix).lower(): value for variable, value in given.items()})


@pytest.mark.parametrize("name", OURS)
def test_commands_exist(name: str) -> None:
    entry, *words = [*SERVICES[name]["entrypoint"], *SERVICES[name]["command"]]
    assert entry == app.info.name
    command: Any = typer.main.get_command(app)
    for word in words:
        command = command.commands[word]


def test_the_image_is_built_here() -> None:
    assert {SERVICES[name]["build"] for name in OURS} == {"."}
    assert (ROOT / "Dockerfile").is_file()


def test_brokers_named_are_listeners_of_the_broker() -> None:
    kafka = SERVICES["kafka"]["environment"]
    inside = dict(listener.split("://") for listener in kafka["KAFKA_ADVERTISED_LISTENERS"].split(","))
    ports = dict(listener.split("://:") for listener in kafka["KAFKA_LISTENERS"].split(","))
    assert inside["INTERNAL"] == f"kafka:{ports['INTERNAL']}"
    assert f"{inside['HOST']}:{ports['HOST']}" in SERVICES["kafka"]["ports"]
    assert inside["HOST"] == Settings.model_fields["bootstrap_servers"].default
    used = [
        value
        for service in SERVICES.values()
        for name, value in service.get("environment", {}).items()
        if name.endswith(("BOOTSTRAP_SERVERS", "BOOTSTRAPSERVERS"))
    ]
    assert set(used) == {inside["INTERNAL"]}
    assert len(used) == 4
    assert inside["INTERNAL"] in SERVICES["kafka"]["healthcheck"]["test"]


def test_the_workers_pages_are_where_they_are_looked_for() -> None:
    port = Settings.model_fields["web_port"].default
    assert SERVICES["worker"]["ports"] == [f"127.0.0.1:{port}:{port}"]
    assert SCRAPE["static_configs"] == [{"targets": [f"worker:{port}"]}]
    assert f"http://127.0.0.1:{port}/health/live" in SERVICES["worker"]["healthcheck"]["test"][-1]


async def served(paths: list[str]) -> list[int]:
    import aiohttp  # noqa: PLC0415  # only this test asks

    async with serve("127.0.0.1", 0, Metrics(), Vitals(stall_s=1)) as port, aiohttp.ClientSession() as session:
        answers = [await session.get(f"http://127.0.0.1:{port}{path}") for path in paths]
        return [answer.status for answer in answers]


def test_the_pages_that_it_asks_for_are_served() -> None:
    import asyncio  # noqa: PLC0415

    health = re.search(r":\d+(/[a-z/]+)'", SERVICES["worker"]["healthcheck"]["test"][-1])
    assert health
    assert asyncio.run(served([SCRAPE["metrics_path"], health[1]])) == [200, 200]


def test_the_worker_has_time_to_drain() -> None:
    grace = int(SERVICES["worker"]["stop_grace_period"].removesuffix("s"))
    assert grace > Settings.model_fields["shutdown_timeout_s"].default


def test_every_path_exists_and_every_volume_is_declared() -> None:
    mounts = [mount for service in SERVICES.values() for mount in bind_mounts(service)]
    assert len(mounts) == 3
    assert all((ROOT / source).exists() for source, _ in mounts)
    named = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    assert {name for name in named if not name.startswith(".")} == set(COMPOSE["volumes"])


def test_files_named_inside_containers_are_mounted_there() -> None:
    assert ("./deploy/prometheus.yml", "/etc/prometheus/prometheus.yml") in bind_mounts(SERVICES["prometheus"])
    assert "--config.file=/etc/prometheus/prometheus.yml" in SERVICES["prometheus"]["command"]
    mounts = {target: ROOT / source for source, target in bind_mounts(SERVICES["grafana"])}
    home = Path(SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"])
    assert (mounts[str(home.parent)] / home.name).is_file()
    provider = yaml.safe_load((mounts["/etc/grafana/provisioning"] / "dashboards/sanctionwire.yml").read_text("utf-8"))
    assert provider["providers"][0]["options"]["path"] in mounts


def test_the_dashboard_reads_from_prometheus() -> None:
    folder = ROOT / "deploy/grafana/provisioning/datasources"
    (source,) = yaml.safe_load((folder / "prometheus.yml").read_text("utf-8"))["datasources"]
    assert source["url"] == "http://prometheus:9090"
    assert "127.0.0.1:9090:9090" in SERVICES["prometheus"]["ports"]
    used = {item["datasource"]["uid"] for panel in DASHBOARD["panels"] for item in (panel, *panel["targets"])}
    assert used == {source["uid"]}


def test_panels_have_ids_titles_and_descriptions_of_their_own() -> None:
    panels = DASHBOARD["panels"]
    assert len({panel["id"] for panel in panels}) == len({panel["title"] for panel in panels}) == len(panels)
    assert all(panel["description"] for panel in panels)


def known_metrics() -> dict[str, set[str]]:
    """Every series that the worker can publish, with its labels."""
    metrics = Metrics()
    metrics.lag_from(lambda: {("articles", 0): 0})
    metrics.dead_letters.labels("decode", "schema")
    return {sample.name: set(sample.labels) for family in metrics.registry.collect() for sample in family.samples}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_metrics_and_labels_of_the_dashboard_exist(expression: str) -> None:
    known = known_metrics()
    names = re.findall(r"sanctionwire_\w+", expression)
    assert names
    for name in names:
        assert name in known
        labels = {label.strip() for labels in re.findall(r"by \(([^)]*)\)", expression) for label in labels.split(",")}
        assert labels <= known[name]


def test_every_metric_of_ours_is_on_the_dashboard() -> None:
    shown = {name for expression in EXPRESSIONS for name in re.findall(r"sanctionwire_\w+", expression)}
    ours = {name for name in known_metrics() if name.startswith("sanctionwire_")}
    told = {name for name in ours if name.endswith(("_total", "_bucket")) or name in shown}
    aside = {"sanctionwire_build_info"} | {name for name in ours if name.endswith(("_created", "_count", "_sum"))}
    assert told <= shown
    assert ours - told - aside == set()
