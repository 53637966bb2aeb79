"""What the container files promise: nothing reaches out, nothing runs as root, all is pinned."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OLLAMAS = ("ollama", "ollama-gpu")


def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each on one line, without comments."""
    text = (ROOT / "Dockerfile").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", " ", "\n".join(lines))
    pairs = [line.split(maxsplit=1) for line in joined.splitlines() if line.strip()]
    return [(name.upper(), rest) for name, rest in pairs]


def arguments(name: str) -> list[str]:
    """What follows each instruction called `name`."""
    return [rest for instruction, rest in instructions() if instruction == name]


def pinned(image: str) -> bool:
    """True where the image names a full version or a digest."""
    return bool(re.search(r":\d+\.\d+\.\d+([-.][\w.-]+)?$|@sha256:[0-9a-f]{64}$", image))


# --- networks: who may reach what


def test_the_assistant_and_the_models_are_on_the_internal_network_only() -> None:
    assert COMPOSE["networks"]["inside"]["internal"] is True
    for name in ("app", *OLLAMAS):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "network_mode" not in SERVICES[name]
        assert "dns" not in SERVICES[name]
        assert "extra_hosts" not in SERVICES[name]


def test_only_the_front_publishes_a_port_and_on_loopback_unless_told_otherwise() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["front"]
    assert SERVICES["front"]["ports"] == ["${ASSISTANT_PUBLISH:-127.0.0.1:7860}:7860"]


def test_the_front_has_no_masquerade_and_holds_no_data() -> None:
    assert SERVICES["front"]["networks"] == ["inside", "edge"]
    options = COMPOSE["networks"]["edge"]["driver_opts"]
    assert options["com.docker.network.bridge.enable_ip_masquerade"] == "false"
    assert "volumes" not in SERVICES["front"]
    assert "environment" not in SERVICES["front"]


def test_only_the_pull_service_has_a_network_with_egress_and_starts_only_when_asked() -> None:
    on_egress = [name for name, service in SERVICES.items() if "egress" in service["networks"]]
    assert on_egress == ["pull"]
    assert SERVICES["pull"]["profiles"] == ["pull"]
    assert SERVICES["pull"]["networks"] == ["egress"]
    assert SERVICES["pull"]["restart"] == "no"
    assert set(COMPOSE["networks"]) == {"inside", "edge", "egress"}


# --- containers: what they may do


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_read_only_and_without_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert any(place.startswith("/tmp") for place in service["tmpfs"])
    for forbidden in ("privileged", "cap_add", "devices", "pid", "ipc", "userns_mode"):
        assert forbidden not in service


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_sees_the_host_or_the_engine(name: str) -> None:
    for volume in SERVICES[name].get("volumes", []):
        assert volume.split(":")[0] in COMPOSE["volumes"]


def test_the_assistant_and_the_front_run_as_plain_users() -> None:
    assert SERVICES["app"]["user"] == "10001:10001"
    assert SERVICES["front"]["user"] == "101:101"


@pytest.mark.parametrize("name", SERVICES)
def test_every_image_is_pinned(name: str) -> None:
    assert pinned(SERVICES[name]["image"])


def test_no_secret_stands_in_the_files() -> None:
    for file in ("docker-compose.yml", "Dockerfile"):
        text = (ROOT / file).read_text("utf-8").lower()
        for word in ("password", "secret", "api_key", "token"):
            assert word not in text


# --- models


def test_ollama_is_recent_has_no_cloud_and_is_checked_without_curl() -> None:
    for name in OLLAMAS:
        service = SERVICES[name]
        version = re.fullmatch(r"ollama/ollama:(\d+)\.(\d+)\.(\d+)", service["image"])
        assert version
        assert tuple(map(int, version.groups())) >= (0, 33, 0)
        assert service["environment"]["OLLAMA_NO_CLOUD"] == "1"
        assert service["healthcheck"]["test"] == ["CMD", "ollama", "list"]
        assert service["volumes"] == ["models:/root/.ollama"]
    assert SERVICES["pull"]["image"] == SERVICES["ollama"]["image"]
    assert SERVICES["pull"]["volumes"] == SERVICES["ollama"]["volumes"]


def test_the_assistant_waits_for_a_healthy_ollama_and_the_front_for_the_assistant() -> None:
    assert SERVICES["app"]["depends_on"] == {"ollama": {"condition": "service_healthy"}}
    assert SERVICES["front"]["depends_on"] == {"app": {"condition": "service_healthy"}}


def test_the_gpu_is_asked_for_only_in_its_profile() -> None:
    assert SERVICES["ollama-gpu"]["profiles"] == ["gpu"]
    (device,) = SERVICES["ollama-gpu"]["deploy"]["resources"]["reservations"]["devices"]
    assert device == {"driver": "nvidia", "count": "all", "capabilities": ["gpu"]}
    assert "deploy" not in SERVICES["ollama"]


def test_the_pull_script_is_sound_shell_and_talks_to_its_own_server() -> None:
    (script,) = SERVICES["pull"]["command"]
    subprocess.run(["sh", "-n"], input=script.replace("$$", "$"), text=True, check=True)
    assert SERVICES["pull"]["environment"]["OLLAMA_HOST"] == "127.0.0.1:11434"
    assert SERVICES["pull"]["environment"]["OLLAMA_NO_CLOUD"] == "1"


def test_the_model_that_is_pulled_is_the_one_that_is_used() -> None:
    assert (
        SERVICES["pull"]["environment"]["MODELS"]
        == SERVICES["app"]["environment"]["ASSISTANT_MODEL"]
        == "${ASSISTANT_MODEL:-qwen3:1.7b}"
    )


# --- image


def test_the_image_is_built_on_a_pinned_base() -> None:
    (base,) = [rest for rest in arguments("ARG") if rest.startswith("PYTHON_IMAGE=")]
    assert pinned(base.removeprefix("PYTHON_IMAGE="))
    assert "python:3.11" in base
    assert [rest.split()[0] for rest in arguments("FROM")] == ["${PYTHON_IMAGE}"] * 2


def test_the_image_runs_as_the_same_plain_user_as_compose_says() -> None:
    assert arguments("USER") == [SERVICES["app"]["user"]]
    names = [name for name, _ in instructions()]
    assert names.index("USER") < names.index("ENTRYPOINT")
    assert "RUN" not in names[names.index("USER") :]


def test_the_image_fetches_no_file_by_url() -> None:
    assert arguments("ADD") == []
    assert not any("://" in rest for rest in arguments("COPY"))
    assert not any(word in rest for rest in arguments("RUN") for word in ("curl", "wget", "git "))


def test_the_index_for_torch_is_a_build_argument_and_every_install_is_constrained() -> None:
    assert "TORCH_INDEX=https://download.pytorch.org/whl/cpu" in arguments("ARG")
    installs = [rest for rest in arguments("RUN") if "pip install" in rest]
    assert installs
    assert all("--constraint constraints.txt" in install for install in installs)
    torch_index = SERVICES["app"]["build"]["args"]["TORCH_INDEX"]
    assert torch_index == "${TORCH_INDEX-https://download.pytorch.org/whl/cpu}"


def test_the_image_reads_scans_in_both_languages() -> None:
    (install,) = [rest for rest in arguments("RUN") if "apt-get install" in rest]
    for package in ("tesseract-ocr", "tesseract-ocr-eng", "tesseract-ocr-fra"):
        assert package in install.split()
    assert "--no-install-recommends" in install
    assert "rm -rf /var/lib/apt/lists/*" in install


def test_the_image_keeps_data_in_its_volume_and_asks_readyz_how_it_is() -> None:
    environment = " ".join(arguments("ENV"))
    assert "ASSISTANT_HOME=/data" in environment
    assert "HOME=/tmp" in environment.split()
    assert arguments("VOLUME") == ["/data"]
    assert SERVICES["app"]["volumes"] == ["data:/data"]
    (check,) = arguments("HEALTHCHECK")
    assert "/readyz" in check
    assert "urllib" in check


def test_the_image_starts_the_server() -> None:
    assert arguments("ENTRYPOINT") == ['["assistant"]']
    assert arguments("CMD") == ['["serve"]']


def test_the_build_context_holds_the_packages_and_nothing_else() -> None:
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    allowed = {rule.removeprefix("!") for rule in rules if rule.startswith("!")}
    copied = {
        source
        for rest in arguments("COPY")
        if not rest.startswith("--from")
        for source in rest.split()[:-1]
    }
    assert allowed == copied
    assert all((ROOT / name).exists() for name in copied)
