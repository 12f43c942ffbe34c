"""What deploy/ says to systemd and to Docker, as far as it can be tried without either running."""

import re
import shutil
import subprocess
import sys

import pytest
import yaml
from django.core.management import get_commands

from tests.nginx import CONFIG, DEPLOY

ROOT = DEPLOY.parent
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
needs_systemd = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed"
)


@pytest.fixture
def unit(request, tmp_path):
    """One of the units, for this machine: the program and the folder of this checkout."""
    text = (DEPLOY / request.param).read_text()
    changed = text.replace("/opt/newsroom/.venv/bin/python", sys.executable).replace(
        "/opt/newsroom", str(ROOT)
    )
    path = tmp_path / request.param
    path.write_text(changed)
    return path


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, indirect=True)
def test_systemd_understands_the_units(unit):
    done = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True)
    # It looks at what units there are besides, too.
    complaints = [line for line in done.stderr.splitlines() if "newsroom" in line]
    assert complaints == []


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, indirect=True)
def test_the_units_may_little(unit):
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=20", unit]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-200:]


def test_compose_starts_what_there_is():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services = compose["services"]
    assert set(services) == {"database", "cache", "prepare", "web", "worker", "nginx"}
    for name, service in services.items():
        # Named folders and networks are declared, and whoever is waited for is there.
        for volume in service.get("volumes", []):
            source = volume.partition(":")[0]
            assert source.startswith("./") or source in compose["volumes"]
        assert set(service["networks"]) <= set(compose["networks"]), name
        assert set(service.get("depends_on", {})) <= set(services)
        for build in filter(None, [service.get("build")]):
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
            assert f"AS {build['target']}\n" in (DEPLOY / "Dockerfile").read_text()
        command = service.get("command", [])
        if command[:2] == ["python", "manage.py"]:
            assert command[2] in get_commands()
    # Nobody from outside reaches anything but nginx.
    assert [name for name, service in services.items() if "ports" in service] == ["nginx"]
    assert compose["networks"]["inside"] == {"internal": True}
    assert "outside" not in services["database"]["networks"] + services["cache"]["networks"]


def test_what_compose_and_its_example_set_is_documented():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    example = re.findall(r"^(\w+)=", (DEPLOY / "compose.env.example").read_text(), re.M)
    operators = (ROOT / "docs/operators.md").read_text()
    for name in (*example, *compose["services"]["web"]["environment"]):
        assert f"`{name}`" in operators


def test_the_images_hold_what_is_needed_and_the_config_fits_them():
    dockerfile = (DEPLOY / "Dockerfile").read_text()
    kept = set(re.findall(r"^!(.+)$", (DEPLOY / "Dockerfile.dockerignore").read_text(), re.M))
    assert all((ROOT / name).exists() for name in kept)
    assert {"articles", "newsroom", "topics", "templates", "static", "manage.py"} <= kept
    for source in re.findall(r"^COPY (deploy/\S+)", dockerfile, re.M):
        assert source in kept
    # What sed changes is there to be changed.
    assert "news.example" in CONFIG.read_text()
    assert "server 127.0.0.1:8000;" in CONFIG.read_text()
    assert "/etc/nginx/newsroom-brotli[.]conf" in CONFIG.read_text()
