"""Signing hosts and their tokens, seal records, seal jobs.

Revision ID: 202611230753
Revises: 
Create Date: 2026-11-22 23:53:38.305921
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenderhall_kit import tables

revision = '202611230753'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op)
    op.create_table('host',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('version', sa.Text(), nullable=False),
    sa.Column('last_seen', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('seal',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('org_name', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('token_serial', sa.Text(), nullable=False),
    sa.Column('certificate_subject', sa.Text(), nullable=False),
    sa.Column('certificates', sa.ARRAY(sa.Text()), nullable=False),
    sa.Column('image', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('valid_from', sa.DateTime(timezone=True), nullable=False),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('signature', sa.Text(), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('cardinality(certificates) > 0', name='seal_certificates'),
    sa.CheckConstraint('valid_from < valid_until', name='seal_validity'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('seal_org', 'seal', ['org_id'], unique=False)
    op.create_table('job',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('owner_id', sa.Uuid(), nullable=False),
    sa.Column('purpose', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('seal_id', sa.Uuid(), nullable=False),
    sa.Column('pdf', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('placement', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('state', sa.Text(), server_default='open', nullable=False),
    sa.Column('host', sa.Text(), nullable=False),
    sa.Column('operation', sa.Uuid(), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('key', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sealed', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('verdict', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('failure_code', sa.Text(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("(state = 'done') = (sealed IS NOT NULL)", name='job_done_is_sealed'),
    sa.CheckConstraint("(state = 'failed') = (failure_code IS NOT NULL)", name='job_failure'),
    sa.CheckConstraint("state IN ('open', 'signing', 'done', 'failed', 'expired')", name='job_state'),
    sa.ForeignKeyConstraint(['seal_id'], ['seal.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_index('job_one_live', 'job', ['owner', 'owner_id'], unique=True, postgresql_where=sa.text("state IN ('open', 'signing')"))
    op.create_index('job_operation', 'job', ['operation'], unique=True)
    op.create_index('job_signing', 'job', ['started_at'], unique=False, postgresql_where=sa.text("state = 'signing'"))
    op.create_table('token',
    sa.Column('serial', sa.Text(), nullable=False),
    sa.Column('host_name', sa.Text(), nullable=False),
    sa.Column('label', sa.Text(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=True),
    sa.Column('certificate_sha256', sa.Text(), nullable=True),
    sa.Column('not_after', sa.DateTime(timezone=True), nullable=True),
    sa.Column('flags', sa.ARRAY(sa.Text()), nullable=False),
    sa.ForeignKeyConstraint(['host_name'], ['host.name'], ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('serial')
    )
    op.create_index(op.f('ix_token_host_name'), 'token', ['host_name'], unique=False)


def downgrade() -> None:
    op.drop_index(op.f('ix_token_host_name'), table_name='token')
    op.drop_table('token')
    op.drop_index('job_signing', table_name='job', postgresql_where=sa.text("state = 'signing'"))
    op.drop_index('job_operation', table_name='job')
    op.drop_index('job_one_live', table_name='job', postgresql_where=sa.text("state IN ('open', 'signing')"))
    op.drop_table('job')
    op.drop_index('seal_org', table_name='seal')
    op.drop_table('seal')
    op.drop_table('host')
    tables.drop(op)
