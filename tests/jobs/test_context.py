"""The process's Runtime."""

from typing import Any

import pytest

from jobs import context
from kyc_service.errors import SettingsError


def test_what_was_installed_is_handed_out() -> None:
    rt: Any = object()
    context.install(rt)
    try:
        assert context.runtime() is rt
        assert context.runtime() is rt
    finally:
        context.install(None)


def test_settings_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_HTTP_PORT", "9123")

    assert context.read_settings().http_port == 9123


def test_a_misspelt_setting_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KYC_HTP_PORT", "9123")

    with pytest.raises(SettingsError, match="KYC_HTP_PORT"):
        context.read_settings()


def test_changing_the_copy_changes_no_environment() -> None:
    copy = dict(context.environment())
    copy["KYC_NOT_THERE"] = "1"

    assert "KYC_NOT_THERE" not in context.environment()
