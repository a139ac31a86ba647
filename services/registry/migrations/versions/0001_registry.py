"""members, reference data, projects and lots, worklist."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from tenderhall_kit import tables

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    tables.create(op)
    op.create_table('app_user',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('login', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('password_hash', sa.Text(), nullable=False),
    sa.Column('failures', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('locked_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('login')
    )
    op.create_table('calendar_year',
    sa.Column('year', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('confirmed_by', sa.Text(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('demo', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.PrimaryKeyConstraint('year')
    )
    op.create_table('clock',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('real_epoch', sa.DateTime(timezone=True), nullable=False),
    sa.Column('business_epoch', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rate', sa.Double(), nullable=False),
    sa.CheckConstraint('id = 1', name='clock_once'),
    sa.CheckConstraint('rate > 0', name='clock_forward'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('legal_rule',
    sa.Column('rule_id', sa.Text(), nullable=False),
    sa.Column('effective_from', sa.Date(), nullable=False),
    sa.Column('effective_to', sa.Date(), nullable=True),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('severity', sa.Text(), nullable=False),
    sa.Column('value', sa.BigInteger(), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.CheckConstraint("severity IN ('block', 'warn', 'info', 'flow', 'to_do', 'off', 'allow')", name='legal_rule_severity'),
    sa.CheckConstraint('effective_to >= effective_from', name='legal_rule_period'),
    sa.PrimaryKeyConstraint('rule_id', 'effective_from')
    )
    op.create_table('lot_effect',
    sa.Column('form_id', sa.Uuid(), nullable=False),
    sa.Column('effect', sa.Text(), nullable=False),
    sa.Column('lot_ids', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('facts', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.PrimaryKeyConstraint('form_id', 'effect')
    )
    op.create_table('number_series',
    sa.Column('series', sa.Text(), nullable=False),
    sa.Column('last', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('series')
    )
    op.create_table('organisation',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('uscc', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('address', sa.Text(), server_default='', nullable=False),
    sa.Column('contact', sa.Text(), server_default='', nullable=False),
    sa.Column('phone', sa.Text(), server_default='', nullable=False),
    sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.CheckConstraint("kind IN ('agency', 'centre')", name='organisation_kind'),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('uscc')
    )
    op.create_table('policy',
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('value', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('name')
    )
    op.create_table('reference_version',
    sa.Column('id', sa.BigInteger(), autoincrement=False, nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('id = 1', name='reference_version_once'),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('work_item',
    sa.Column('form_type', sa.Text(), nullable=False),
    sa.Column('form_id', sa.Uuid(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('project_no', sa.Text(), nullable=False),
    sa.Column('lot_nos', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('agency_id', sa.Uuid(), nullable=False),
    sa.Column('agency_name', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('seq', sa.BigInteger(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('due_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('form_type', 'form_id')
    )
    op.create_index('work_item_by_agency', 'work_item', ['agency_id', 'state'], unique=False)
    op.create_index('work_item_waiting', 'work_item', ['state', 'due_at'], unique=False)
    op.create_table('ca_binding',
    sa.Column('serial', sa.Text(), nullable=False),
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('bound_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['org_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('serial')
    )
    op.create_index(op.f('ix_ca_binding_org_id'), 'ca_binding', ['org_id'], unique=False)
    op.create_table('calendar_day',
    sa.Column('date', sa.Date(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('year', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("kind IN ('workday', 'weekend', 'statutory', 'dayoff', 'makeup')", name='calendar_day_kind'),
    sa.ForeignKeyConstraint(['year'], ['calendar_year.year'], ),
    sa.PrimaryKeyConstraint('date')
    )
    op.create_index(op.f('ix_calendar_day_year'), 'calendar_day', ['year'], unique=False)
    op.create_table('membership',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Text(), nullable=False),
    sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.CheckConstraint("role IN ('agency_operator', 'centre_reviewer', 'centre_admin')", name='membership_role'),
    sa.ForeignKeyConstraint(['org_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'org_id', 'role', name='membership_once')
    )
    op.create_table('pre_auth',
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('auth', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('token_hash')
    )
    op.create_index(op.f('ix_pre_auth_expires_at'), 'pre_auth', ['expires_at'], unique=False)
    op.create_table('project',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('agency_id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('plan_no', sa.Text(), nullable=True),
    sa.Column('method', sa.Text(), nullable=True),
    sa.Column('organisation', sa.Text(), nullable=True),
    sa.Column('purchaser', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('agency_leader', sa.Text(), nullable=True),
    sa.Column('agency_phone', sa.Text(), nullable=True),
    sa.Column('agreement_no', sa.Text(), nullable=True),
    sa.Column('agreement_date', sa.Date(), nullable=True),
    sa.Column('budget', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('ceiling', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('fund_source', sa.Text(), nullable=True),
    sa.Column('region', sa.Text(), nullable=False),
    sa.Column('consortium', sa.Boolean(), nullable=True),
    sa.Column('sme_only', sa.Boolean(), nullable=True),
    sa.Column('imports', sa.Boolean(), nullable=True),
    sa.Column('summary', sa.Text(), nullable=True),
    sa.Column('performance_period', sa.Text(), nullable=True),
    sa.Column('electronic', sa.Boolean(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.Column('created_by', sa.Text(), nullable=False),
    sa.Column('submitted_by', sa.Text(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('submitted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('approved_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state <> 'deleted' OR approved_at IS NULL", name='project_approved_is_kept'),
    sa.CheckConstraint("state IN ('draft', 'pending', 'approved', 'rejected', 'deleted')", name='project_state'),
    sa.ForeignKeyConstraint(['agency_id'], ['organisation.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('no')
    )
    op.create_index('project_by_agency', 'project', ['agency_id', 'created_at'], unique=False)
    op.create_table('lot',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('no', sa.Text(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('round', sa.BigInteger(), server_default='1', nullable=False),
    sa.Column('version', sa.BigInteger(), server_default='1', nullable=False),
    sa.Column('name', sa.Text(), server_default='', nullable=False),
    sa.Column('catalogue_code', sa.Text(), nullable=True),
    sa.Column('budget', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('ceiling', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('deposit', sa.Numeric(precision=18, scale=2), nullable=True),
    sa.Column('qualification', sa.Text(), nullable=True),
    sa.Column('evaluation', sa.Text(), nullable=True),
    sa.Column('quantity', sa.Numeric(precision=18, scale=3), nullable=True),
    sa.Column('unit', sa.Text(), nullable=True),
    sa.Column('requirement', sa.Text(), nullable=True),
    sa.Column('opens_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state IN ('registered', 'preparing', 'tendering', 'opening', 'evaluated', 're_evaluating', 'awarded', 'suspended', 'cancelled', 'failed')", name='lot_state'),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('project_id', 'position', deferrable=True, initially='DEFERRED', name='lot_position')
    )
    op.create_index('lot_opens', 'lot', ['opens_at'], unique=False, postgresql_where=sa.text("state = 'tendering'"))
    op.create_table('project_attachment',
    sa.Column('id', sa.BigInteger(), nullable=False),
    sa.Column('project_id', sa.Uuid(), nullable=False),
    sa.Column('position', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('document_id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.BigInteger(), nullable=False),
    sa.Column('sha256', sa.Text(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('mime', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('receipt', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('project_id', 'position', name='attachment_position')
    )
    op.create_table('user_session',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.Text(), nullable=False),
    sa.Column('membership_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('auth', sa.Text(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['membership_id'], ['membership.id'], ),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('token_hash')
    )
    op.create_index('user_session_live', 'user_session', ['user_id'], unique=False, postgresql_where=sa.text('revoked_at IS NULL'))
    op.create_table('lot_activity',
    sa.Column('form_id', sa.Uuid(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('activity', sa.Text(), nullable=False),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('org_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Text(), nullable=False),
    sa.Column('seq', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('lease_until', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("state IN ('leased', 'live', 'closed')", name='lot_activity_state'),
    sa.ForeignKeyConstraint(['lot_id'], ['lot.id'], ),
    sa.PrimaryKeyConstraint('form_id', 'lot_id')
    )
    op.create_index('lot_activity_leased', 'lot_activity', ['lease_until'], unique=False, postgresql_where=sa.text("state = 'leased'"))
    op.create_index('lot_activity_open', 'lot_activity', ['lot_id'], unique=False, postgresql_where=sa.text("state <> 'closed'"))
    # one live form of a kind on a lot; only clarifications may be several
    op.create_index(
        "lot_activity_alone",
        "lot_activity",
        ["lot_id", "activity"],
        unique=True,
        postgresql_where=sa.text("state <> 'closed' AND activity <> 'clarification'"),
    )


def downgrade() -> None:
    op.drop_table('lot_activity')
    op.drop_table('user_session')
    op.drop_table('project_attachment')
    op.drop_table('lot')
    op.drop_table('project')
    op.drop_table('pre_auth')
    op.drop_table('membership')
    op.drop_table('calendar_day')
    op.drop_table('ca_binding')
    op.drop_table('work_item')
    op.drop_table('reference_version')
    op.drop_table('policy')
    op.drop_table('organisation')
    op.drop_table('number_series')
    op.drop_table('lot_effect')
    op.drop_table('legal_rule')
    op.drop_table('clock')
    op.drop_table('calendar_year')
    op.drop_table('app_user')
    tables.drop(op)
