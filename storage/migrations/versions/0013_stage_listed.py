"""When the stage was last shown, where the newest listing left it blank.

Which rows did so before is not known. Their words carry no mark (a hash of 16 bytes): such a stage counts as shown
when it began and not since, and the next word on it is looked at whatever it says.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("complaints", sa.Column("stage_listed_at", sa.BigInteger()))
    op.execute(
        "UPDATE complaints SET seen_hash = NULL, "
        "stage_listed_at = CASE WHEN stage_at < listed_at THEN stage_at END WHERE length(seen_hash) = 16"
    )
