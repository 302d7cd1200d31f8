"""The compose file is sound, and every Airflow key of ours exists in Airflow's own list."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(TEXT)
SECRETS = ("POSTGRES_PASSWORD", "FERNET_KEY", "JWT_SECRET", "TRUCE_MAIL_TO", "TRUCE_CONTACT")


def test_every_image_is_pinned():
    for name, service in COMPOSE["services"].items():
        assert re.fullmatch(r"[\w./-]+:v?\d[\w.-]*", service["image"]), name
    assert re.search(r"^FROM \S+:\d+\.\d+\.\d+", (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_every_service_says_when_it_is_healthy():
    for name, service in COMPOSE["services"].items():
        assert "healthcheck" in service, name


def test_every_secret_is_required_and_none_is_written_down():
    for secret in SECRETS:
        assert re.search(rf"\$\{{{secret}:\?[^}}]", TEXT), secret
        assert not re.search(rf"\$\{{{secret}(:-|\}})", TEXT), secret
    example = (ROOT / ".env.example").read_text()
    assert re.findall(r"^(?:POSTGRES_PASSWORD|FERNET_KEY|JWT_SECRET)=(.+)$", example, re.MULTILINE) == []


def test_ports_are_bound_to_this_machine_only():
    ports = [p for s in COMPOSE["services"].values() for p in s.get("ports", ())]

    assert ports and all(port.startswith("127.0.0.1:") for port in ports)


def test_the_image_runs_as_an_ordinary_user_and_installs_the_lock():
    dockerfile = (ROOT / "Dockerfile").read_text()

    assert re.search(r"^USER (?!0|root)", dockerfile, re.MULTILINE)
    assert "--require-hashes -r requirements.lock" in dockerfile


def airflow_keys(text: str) -> set[tuple[str, str]]:
    return {(s.lower(), k.lower()) for s, k in re.findall(r"AIRFLOW__([A-Z_]+?)__([A-Z_]+)", text)}


@pytest.mark.parametrize("file", ["docker-compose.yml", "plugins/truce/service.py", "plugins/truce/demo.py"])
def test_every_airflow_key_is_in_airflows_own_list(file, airflow_environment):
    from airflow.configuration import conf
    from airflow.providers_manager import ProvidersManager

    ProvidersManager().initialize_providers_configuration()
    known = {
        (section, key) for section, options in conf.configuration_description.items() for key in options["options"]
    }

    assert airflow_keys((ROOT / file).read_text()) <= known


@pytest.mark.skipif(not shutil.which("docker-compose"), reason="docker-compose is not installed")
def test_docker_compose_accepts_the_file():
    environment = {name: "x" for name in SECRETS} | {"PATH": "/usr/local/bin:/usr/bin:/bin"}

    done = subprocess.run(
        ["docker-compose", "-f", "docker-compose.yml", "config", "-q"],
        cwd=ROOT, env=environment, capture_output=True, text=True,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
