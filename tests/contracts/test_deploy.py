"""What lies in `deploy/` is true: it parses, and names figures, settings, commands and pages that exist."""

from __future__ import annotations

import configparser
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from jobs.cli.main import main
from jobs.worker import connect
from kyc_service.settings import IN_FILES, variables
from kyc_service.storage.job_figures import count
from kyc_service.tasks import Queue, Task
from tests.fixtures.runtimes import load_lists
from tests.fixtures.service import start_service
from watchlists.versions import ListVersion

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
RULES = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())["groups"][0]["rules"]
DASHBOARD = json.loads((DEPLOY / "grafana" / "kyc.json").read_text())
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
TARGETS = [target["expr"] for panel in DASHBOARD["panels"] for target in panel["targets"]]
LOOKED_AT = {
    "kyc_coverage_looked_at_seconds",
    "kyc_register_feed_gaps",
    "kyc_register_feed_waiting",
}
"""Figures that explain another one, for whoever looks closer."""
KNOWN = {*variables().values(), *(f"{name}_FILE" for name in IN_FILES)}


@pytest.fixture(scope="module")
def exported(
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
    small_versions: tuple[ListVersion, ...],
    redis_server: str,
) -> dict[str, set[str]]:
    """Every figure that the service exports, with its labels: from one that has something of everything to tell."""
    with connect(redis_server) as client:
        count(client, Task.SWEEP.value, "done", 0.1)
    folder = tmp_path_factory.mktemp("metrics")
    found: dict[str, set[str]] = {"up": {"job", "instance"}}
    for service in start_service(sqlite_template, folder, small_versions[:1], REDIS_URL=redis_server):
        load_lists(service.rt, small_versions[:1], origin="publisher")
        with service.rt.open_system("tester") as system:
            system.disposal_runs.stop("too_many", 500)
        browser: FlaskClient = service.app.test_client()
        browser.get("/healthz")
        for family in text_string_to_metric_families(browser.get("/metrics").get_data(as_text=True)):
            # A feed has figures once one is read.
            found.setdefault(family.name, {"feed", "code"} if family.name.startswith("kyc_register_feed_") else set())
            for sample in family.samples:
                found.setdefault(sample.name, set()).update(sample.labels)
    return found


@pytest.mark.parametrize("expression", [*TARGETS, *(rule["expr"] for rule in RULES)])
def test_rules_and_dashboard_ask_for_figures_and_labels_that_exist(
    exported: dict[str, set[str]], expression: str
) -> None:
    names = set(re.findall(r"\b(?:kyc_[a-z_]+|up)\b", expression))
    assert names
    assert names - set(exported) == set()
    labels = set().union(*(exported[name] for name in names)) | {"instance", "job"}
    asked = set(re.findall(r"([a-z_]+)(?:=~|!~|!=|=)\"", expression))
    asked |= {word.strip() for group in re.findall(r"by \(([^)]*)\)", expression) for word in group.split(",")}
    assert asked - labels == set()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_every_alert_has_a_page_that_says_what_to_do(rule: dict[str, Any], exported: dict[str, set[str]]) -> None:
    anchors = {re.sub(r"[^a-z0-9 -]", "", title.lower()).replace(" ", "-") for title in headings()}
    page, _, anchor = rule["annotations"]["runbook_url"].partition("#")
    assert (page, anchor in anchors) == ("docs/operations.md", True)
    assert rule["labels"]["severity"] in {"page", "ticket"}
    used = set(re.findall(r"\$labels\.([a-z_]+)", rule["annotations"]["summary"]))
    assert used <= set().union(*exported.values())


def headings() -> Iterator[str]:
    for line in OPERATIONS.splitlines():
        if line.startswith("#"):
            yield line.lstrip("#").strip()


def test_every_figure_is_on_the_dashboard_or_behind_an_alert(exported: dict[str, set[str]]) -> None:
    text = " ".join([*TARGETS, *(rule["expr"] for rule in RULES)])
    shown = {re.sub(r"_(?:total|bucket|sum|count|created)$", "", name) for name in exported if name.startswith("kyc_")}
    unshown = {name for name in shown if not re.search(rf"\b{name}\b|\b{name}_(?:total|bucket)\b", text)}
    assert (
        unshown
        <= {"kyc_build_info", "kyc_list_max_age_seconds", "kyc_queue_memory_bytes", "kyc_audit_unsealed"} | LOOKED_AT
    )


def read_unit(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None, delimiters=("=",), comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[assignment, method-assign]  # names of options have capitals
    unit.read_string(path.read_text())
    return unit


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_units_run_commands_that_exist_as_a_user_that_may_little(path: Path) -> None:
    service = read_unit(path)["Service"]
    words = service["ExecStart"].split()
    assert words[0].endswith("/kyc")
    assert_command(words[1:], path.name)
    assert (service["User"], service["NoNewPrivileges"], service["ProtectSystem"]) == ("kyc", "yes", "strict")
    assert service["CapabilityBoundingSet"] == ""
    unit = read_unit(path)["Unit"]
    # systemd gives up on whoever requires a unit that fails once, and on what ends five times in ten seconds.
    assert (service["Restart"] in {"always", "on-failure"}, unit["StartLimitIntervalSec"]) == (True, "0")
    assert "Requires" not in unit


def assert_command(words: list[str], where: str) -> None:
    command = main.commands[words[0]]
    options = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options, where
    if "--queue" in words:
        queue = words[words.index("--queue") + 1]
        assert queue == "%i" or queue in set(Queue), where


def test_the_environment_of_the_units_is_one_that_production_takes() -> None:
    lines = (DEPLOY / "systemd" / "kyc.env").read_text().splitlines()
    names = {line.partition("=")[0] for line in lines if line and not line.startswith("#")}
    assert names <= KNOWN
    needed = {"KYC_MASTER_KEY_FILE", "KYC_ALLOWED_HOSTS", "KYC_POLICY_FILE", *(f"{name}_FILE" for name in IN_FILES)}
    assert needed <= names


def test_compose_gives_the_service_users_whom_row_level_security_binds(postgres_server: str) -> None:
    services = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())["services"]
    for name in ("database", "keys"):
        assert "./owner.sql:/docker-entrypoint-initdb.d/owner.sql:ro" in services[name]["volumes"]
        assert services[name]["secrets"][0]["target"] == "owner-password"
        assert "POSTGRES_USER" not in services[name]["environment"], "that one is a superuser"
    said = (DEPLOY / "compose" / "owner.sql").read_text().splitlines()
    role, database, last = (line for line in said if line.startswith(("CREATE", "ALTER")))
    assert last == "ALTER ROLE postgres PASSWORD NULL;"
    with psycopg.connect(postgres_server.replace("+psycopg", ""), autocommit=True) as connection:
        for line in (role.replace(":'password'", "'ONE'"), database):
            connection.execute(line.replace("kyc", "kyc_composed").encode())
        made = connection.execute(
            "SELECT r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb, d.datname"
            " FROM pg_roles r JOIN pg_database d ON d.datdba = r.oid WHERE r.rolname = 'kyc_composed'"
        ).fetchall()
        connection.execute("DROP DATABASE kyc_composed")
        connection.execute("DROP ROLE kyc_composed")
    assert made == [(False, "kyc_composed")]


def test_compose_starts_every_part_with_settings_that_exist() -> None:
    services = yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text())["services"]
    ours = {name: one for name, one in services.items() if one["image"] == "kyc-service"}
    for name, one in ours.items():
        assert set(one["environment"]) <= KNOWN
        assert_command(one["command"], name)
        assert (one["read_only"], one["cap_drop"], one["user"]) == (True, ["ALL"], "10001:10001")
    queues = {one["command"][2] for one in ours.values() if one["command"][0] == "worker"}
    assert queues == {queue.value for queue in Queue}
    assert {"serve", "scheduler", "prepare"} <= {one["command"][0] for one in ours.values()}
    assert all("healthcheck" in services[name] for name in ("api", "database", "keys", "redis"))


def manifests() -> list[dict[str, Any]]:
    folder = DEPLOY / "kubernetes"
    names = yaml.safe_load((folder / "kustomization.yaml").read_text())["resources"]
    return [one for name in names for one in yaml.safe_load_all((folder / name).read_text())]


def test_kubernetes_runs_every_part_with_little_rights() -> None:
    pods = {
        one["metadata"]["name"]: one["spec"]["template"]["spec"]
        for one in manifests()
        if "template" in one.get("spec", {})
    }
    commands = {name: pod["containers"][0]["args"] for name, pod in pods.items()}
    for name, words in commands.items():
        assert_command(words, name)
        pod = pods[name]
        assert pod["securityContext"]["runAsNonRoot"] is True
        for box in (*pod["initContainers"], *pod["containers"]):
            assert box["securityContext"] == {
                "allowPrivilegeEscalation": False,
                "readOnlyRootFilesystem": True,
                "capabilities": {"drop": ["ALL"]},
            }
        mounted = {mount["name"] for mount in pod["containers"][0]["volumeMounts"]}
        claims = {volume["name"] for volume in pod["volumes"]} | {"data"}
        assert mounted <= claims
    queues = {words[2] for words in commands.values() if words[0] == "worker"}
    assert queues == {queue.value for queue in Queue}
    settings = next(one["data"] for one in manifests() if one["metadata"]["name"] == "kyc-settings")
    assert set(settings) <= KNOWN


def test_kubernetes_guards_the_network_and_keeps_some_up() -> None:
    kinds = [one["kind"] for one in manifests()]
    assert kinds.count("NetworkPolicy") >= 3
    assert kinds.count("PodDisruptionBudget") == 2
    api = next(one for one in manifests() if one["metadata"]["name"] == "api" and one["kind"] == "Deployment")
    box = api["spec"]["template"]["spec"]["containers"][0]
    assert box["readinessProbe"]["httpGet"]["path"] == "/readyz"
    assert box["livenessProbe"]["httpGet"]["path"] == "/healthz"


def test_the_image_runs_as_nobody_and_its_folders_are_those_of_the_settings() -> None:
    lines = (DEPLOY / "container" / "Containerfile").read_text().splitlines()
    assert [line for line in lines if line.startswith("USER")] == ["USER 10001:10001"]
    assert sum(line.startswith("FROM") for line in lines) == 2
    copied = {line.split()[1] for line in lines if line.startswith("COPY") and "--from" not in line}
    assert all((ROOT / name).exists() for name in copied)


def test_the_proxy_hides_figures_and_repeats_nothing() -> None:
    text = (DEPLOY / "nginx" / "kyc.conf").read_text()
    assert text.count("{") == text.count("}")
    for wanted in ("location = /metrics { return 404; }", "proxy_next_upstream off;", "proxy_request_buffering on;"):
        assert wanted in text
