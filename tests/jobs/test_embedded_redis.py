"""The Redis that the service brings along."""

import os
import shutil
from pathlib import Path

import pytest
from redis import Redis

from jobs import embedded_redis
from jobs.supervisor import Program, spawn


def start(data_dir: Path) -> tuple[embedded_redis.EmbeddedRedis, object]:
    planned = embedded_redis.plan(data_dir)
    process = spawn(Program(name="redis", argv=planned.argv, env=os.environ, rank=0, log=data_dir / "redis.log"))
    return planned, process


def connect(planned: embedded_redis.EmbeddedRedis) -> Redis:
    from redis.backoff import ConstantBackoff
    from redis.exceptions import ConnectionError as RedisConnectionError
    from redis.retry import Retry

    retry = Retry(ConstantBackoff(0.05), 200)
    return Redis.from_url(planned.url, retry=retry, retry_on_error=[RedisConnectionError])


@pytest.mark.processes
def test_it_keeps_what_it_took_over_a_kill_and_drops_nothing_when_full(tmp_path: Path) -> None:
    planned, process = start(tmp_path)
    client = connect(planned)
    client.set("key", "value")
    assert "noeviction" in str(client.config_get("maxmemory-policy"))
    client.execute_command("WAITAOF", 1, 0, 2000)
    process.kill()
    process.wait()

    planned, process = start(tmp_path)
    try:
        assert connect(planned).get("key") == b"value"
    finally:
        process.terminate()
        process.wait()


@pytest.mark.processes
def test_nobody_else_can_reach_it(tmp_path: Path) -> None:
    planned, process = start(tmp_path)
    try:
        client = connect(planned)
        assert [int(port) for port in client.config_get("port").values()] == [0]
        assert planned.socket.stat().st_mode & 0o077 == 0
    finally:
        process.terminate()
        process.wait()


def test_a_deep_data_directory_gets_a_socket_that_the_kernel_takes(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    planned = embedded_redis.plan(deep)

    assert len(os.fsencode(planned.socket)) <= embedded_redis.LONGEST_SOCKET_PATH
    assert planned.socket.parent.stat().st_mode & 0o077 == 0
    assert planned.directory == deep / "redis"
    planned.socket.parent.rmdir()


def test_a_socket_folder_that_others_can_enter_is_refused(tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    folder = embedded_redis.plan(deep).socket.parent
    folder.chmod(0o777)
    try:
        with pytest.raises(embedded_redis.NoRedisError):
            embedded_redis.plan(deep)
    finally:
        folder.rmdir()


def test_a_server_on_path_does_when_none_is_bundled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    server = tmp_path / "redis-server"
    server.write_text("#!/bin/sh\n")
    server.chmod(0o755)
    monkeypatch.setattr(embedded_redis, "_bundled_server", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert embedded_redis.find_server() == str(server)
    assert shutil.which("valkey-server") is None


def test_without_any_server_the_error_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_redis, "_bundled_server", lambda: None)
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(embedded_redis.NoRedisError, match="REDIS_URL"):
        embedded_redis.find_server()
