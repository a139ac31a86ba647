"""Uploads and immutable versions, tender documents, notices as heard of.

Revision ID: 202611222345
Revises:
Create Date: 2026-11-22 23:45 UTC
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenderhall_kit import tables

revision = "202611222345"
down_revision = None
branch_labels = None
depends_on = None

FROZEN = """
CREATE FUNCTION documents_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is immutable', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER document_version_frozen BEFORE UPDATE OR DELETE ON document_version
    FOR EACH ROW EXECUTE FUNCTION documents_frozen();
CREATE TRIGGER stored_object_frozen BEFORE UPDATE OR DELETE ON stored_object
    FOR EACH ROW EXECUTE FUNCTION documents_frozen();
CREATE TRIGGER tender_document_issued BEFORE UPDATE OR DELETE ON tender_document
    FOR EACH ROW WHEN (OLD.state = 'issued') EXECUTE FUNCTION documents_frozen();
"""


def upgrade() -> None:
    tables.create(op)
    op.create_table('document',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('document_org', 'document', ['org_id'], unique=False)
    op.create_table('notice_seen',
    sa.Column('notice_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('lot_ids', sa.ARRAY(sa.Uuid()), nullable=False),
    sa.PrimaryKeyConstraint('notice_id')
    )
    op.create_index('notice_seen_lots', 'notice_seen', ['lot_ids'], unique=False, postgresql_using='gin')
    op.create_table('stored_object',
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('sha256')
    )
    op.create_table('tender_document',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('agency_id', sa.Uuid(), nullable=False),
    sa.Column('agency_name', sa.Text(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('project_no', sa.Text(), nullable=False),
    sa.Column('template', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('bid_validity_days', sa.Integer(), nullable=True),
    sa.Column('evaluation', sa.Text(), nullable=True),
    sa.Column('price_weight', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('price', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('obtaining', sa.Text(), nullable=True),
    sa.Column('file', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('attachments', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('approved_by_policy', sa.Text(), nullable=True),
    sa.Column('ever_approved', sa.Boolean(), server_default='false', nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'issued') = (issued_at IS NOT NULL)", name='tender_issued_at'),
    sa.CheckConstraint("state IN ('draft', 'pending', 'approved', 'issued', 'deleted', 'void')", name='tender_document_state'),
    sa.CheckConstraint("state NOT IN ('approved', 'issued') OR (file IS NOT NULL AND approved_by_policy IS NOT NULL AND submitted_at IS NOT NULL)", name='tender_document_complete'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('tender_document_agency', 'tender_document', ['agency_id', 'updated_at'], unique=False)
    op.create_table('document_version',
    sa.Column('document_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('mime', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('scan', sa.Text(), nullable=False),
    sa.Column('uploader_id', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("scan IN ('UNSCANNED', 'CLEAN')", name='document_version_scan'),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], ),
    sa.ForeignKeyConstraint(['sha256'], ['stored_object.sha256'], ),
    sa.PrimaryKeyConstraint('document_id', 'version')
    )
    op.create_index('document_version_sha256', 'document_version', ['sha256'], unique=False)
    op.create_table('tender_document_lot',
    sa.Column('tender_id', sa.Uuid(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('lot_no', sa.Text(), nullable=False),
    sa.Column('effective', sa.Boolean(), server_default='false', nullable=False),
    sa.ForeignKeyConstraint(['tender_id'], ['tender_document.id'], ),
    sa.PrimaryKeyConstraint('tender_id', 'lot_id')
    )
    op.create_index('tender_lot_one_effective', 'tender_document_lot', ['lot_id'], unique=True, postgresql_where=sa.text('effective'))
    op.create_table('upload',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('mime', sa.Text(), nullable=False),
    sa.Column('mode', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=True),
    sa.Column('findings', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint("(state = 'done') = (version IS NOT NULL)", name='upload_done'),
    sa.CheckConstraint("mode IN ('present', 'direct', 'staged')", name='upload_mode'),
    sa.CheckConstraint("state IN ('open', 'done', 'refused', 'expired')", name='upload_state'),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('upload_direct', 'upload', ['sha256'], unique=True, postgresql_where=sa.text("state = 'open' AND mode = 'direct'"))
    op.create_index('upload_due', 'upload', ['expires_at'], unique=False, postgresql_where=sa.text("state = 'open'"))
    op.execute(FROZEN)


def downgrade() -> None:
    for table in (
        "upload",
        "tender_document_lot",
        "document_version",
        "tender_document",
        "stored_object",
        "notice_seen",
        "document",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION documents_frozen()")
    tables.drop(op)
