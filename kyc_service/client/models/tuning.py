"""Types of `tuning`, written by `make client`: change the service, not this."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from .shared import TableOfRating


class Column(TypedDict):
    """Column, as the service takes or answers it."""

    score: float
    true: int
    false: int
    unanswered: int


class Draft(TypedDict):
    """Draft, as the service takes or answers it."""

    purpose: Literal["onboarding", "monitoring", "ad_hoc"]
    name: str
    sources: NotRequired[list[str]]
    threshold: NotRequired[float]
    weights: NotRequired[dict[str, float]]
    delisting: NotRequired[Literal["reconsider", "leave"]]


class Evaluation(TypedDict):
    """Evaluation, as the service takes or answers it."""

    pairs: NotRequired[list[dict[str, Any]]]


class LevelChange(TypedDict):
    """LevelChange, as the service takes or answers it."""

    reference: str
    before: Literal["low", "medium", "high", "prohibited"]
    after: Literal["low", "medium", "high", "prohibited"]
    points_before: float
    points_after: float


class LevelChangePage(TypedDict):
    """LevelChangePage, as the service takes or answers it."""

    items: list[LevelChange]
    next: str | None


class Meaning(TypedDict):
    """Meaning, as the service takes or answers it."""

    threshold: float
    screened: int
    alerts: int
    alerts_per_1000: float
    hits: int
    true: int
    true_missed: int
    false: int
    false_spared: int
    unanswered: int
    precision: float
    recall: float
    f1: float


class Profile(TypedDict):
    """Profile, as the service takes or answers it."""

    id: str
    purpose: Literal["onboarding", "monitoring", "ad_hoc"]
    name: str
    number: int
    sources: list[str] | None
    threshold: float
    weights: dict[str, Any]
    delisting: Literal["reconsider", "leave"]
    status: Literal["draft", "evaluated", "live", "retired"]
    made_by: str
    made_at: str
    evaluated_by: str | None
    evaluated_at: str | None
    approved_by: str | None
    approved_at: str | None
    retired_by: str | None
    retired_at: str | None
    version: int


class ProfileDetail(TypedDict):
    """ProfileDetail, as the service takes or answers it."""

    id: str
    purpose: Literal["onboarding", "monitoring", "ad_hoc"]
    name: str
    number: int
    sources: list[str] | None
    threshold: float
    weights: dict[str, Any]
    delisting: Literal["reconsider", "leave"]
    status: Literal["draft", "evaluated", "live", "retired"]
    made_by: str
    made_at: str
    evaluated_by: str | None
    evaluated_at: str | None
    approved_by: str | None
    approved_at: str | None
    retired_by: str | None
    retired_at: str | None
    version: int
    report: dict[str, Any] | None


class ProfilePage(TypedDict):
    """ProfilePage, as the service takes or answers it."""

    items: list[Profile]
    next: str | None


class RiskDraft(TypedDict):
    """RiskDraft, as the service takes or answers it."""

    content: dict[str, Any]


class RiskTable(TypedDict):
    """RiskTable, as the service takes or answers it."""

    id: str
    name: str
    number: int
    digest: str
    status: Literal["draft", "simulated", "live", "retired"]
    made_by: str
    made_at: str
    simulated_by: str | None
    simulated_at: str | None
    approved_by: str | None
    approved_at: str | None
    retired_by: str | None
    retired_at: str | None
    version: int


class RiskTableDetail(TypedDict):
    """RiskTableDetail, as the service takes or answers it."""

    id: str
    name: str
    number: int
    digest: str
    status: Literal["draft", "simulated", "live", "retired"]
    made_by: str
    made_at: str
    simulated_by: str | None
    simulated_at: str | None
    approved_by: str | None
    approved_at: str | None
    retired_by: str | None
    retired_at: str | None
    version: int
    content: dict[str, Any]
    report: dict[str, Any] | None
    waiting: int | None


class RiskTablePage(TypedDict):
    """RiskTablePage, as the service takes or answers it."""

    items: list[RiskTable]
    next: str | None
    current: TableOfRating
    waiting: int


class Simulation(TypedDict):
    """Simulation, as the service takes or answers it."""

    asked: Meaning
    usual: Meaning
    known_from: float
    columns: list[Column]
    counted_at: str
