"""启动自检 venue does not serve without the constraint that decides conflicts."""

from nameko.extensions import DependencyProvider
from sqlalchemy.orm import Session
from tenderhall_kit.runtime import Runtime

from venue.store import claims


class GuardMissingError(RuntimeError):
    """约束缺失 the database would let double bookings in."""


class Guard(DependencyProvider):
    """约束自检 alembic does not notice a dropped exclusion constraint; this does, at start."""

    runtime = Runtime()

    def start(self) -> None:
        """Look once.

        Raises:
            GuardMissingError: where the constraint is absent, altered or deferrable.
        """
        with Session(self.runtime.kit.engine) as session:
            if not claims.guarded(session):
                raise GuardMissingError(
                    "venue_claim_no_overlap 约束缺失或被更改，拒绝启动 · the exclusion constraint"
                    " of venue_claim is missing or altered: run the migrations"
                )
