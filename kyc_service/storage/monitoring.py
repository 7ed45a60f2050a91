"""All about ongoing monitoring in one place: editions, coverage, pairs, runs and their chunks."""

from __future__ import annotations

from kyc_service.storage.coverage import CoverageRows
from kyc_service.storage.coverage_blocks import BlockRows
from kyc_service.storage.coverage_proof import ProofRows
from kyc_service.storage.editions import EditionRows
from kyc_service.storage.monitoring_runs import ChunkRows, RunRows
from kyc_service.storage.rows import Transaction
from kyc_service.storage.watched_pairs import PairRows


class MonitoringRows:
    """The ongoing monitoring of one tenant."""

    def __init__(self, tx: Transaction) -> None:
        """Bind every repository to the transaction."""
        self.editions = EditionRows(tx)
        self.coverage = CoverageRows(tx)
        self.blocks = BlockRows(tx)
        self.pairs = PairRows(tx)
        self.runs = RunRows(tx)
        self.chunks = ChunkRows(tx)
        self.proof = ProofRows(tx)
