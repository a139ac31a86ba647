"""reminders, notifications, who has taken what."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('work_item', sa.Column('flags', postgresql.JSONB(astext_type=sa.Text()), server_default='[]', nullable=False))
    op.add_column('work_item', sa.Column('assignee_id', sa.Uuid(), nullable=True))
    op.add_column('work_item', sa.Column('assignee_name', sa.Text(), nullable=True))
    op.add_column('work_item', sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True))
    op.create_table('reminder',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('rule_id', sa.Text(), nullable=False),
    sa.Column('lot_id', sa.Uuid(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('agency_id', sa.Uuid(), nullable=False),
    sa.Column('task_zh', sa.Text(), nullable=False),
    sa.Column('task_en', sa.Text(), nullable=False),
    sa.Column('basis', sa.Text(), nullable=False),
    sa.Column('begun_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('stage', sa.Text(), server_default='set', nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('closed_by', sa.Text(), nullable=True),
    sa.Column('remark', sa.Text(), nullable=True),
    sa.CheckConstraint("stage IN ('set', 'due', 'overdue')", name='reminder_stage'),
    sa.ForeignKeyConstraint(['agency_id'], ['organisation.id'], ),
    sa.ForeignKeyConstraint(['lot_id'], ['lot.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('rule_id', 'lot_id', 'cause', name='reminder_once')
    )
    op.create_index('reminder_due', 'reminder', ['due_on'], unique=False, postgresql_where=sa.text('closed_at IS NULL'))
    op.create_index('reminder_open', 'reminder', ['agency_id', 'due_on'], unique=False, postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('notification',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('text_zh', sa.Text(), nullable=False),
    sa.Column('text_en', sa.Text(), nullable=False),
    sa.Column('form_type', sa.Text(), nullable=True),
    sa.Column('form_id', sa.Uuid(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mail', sa.Text(), server_default='none', nullable=False),
    sa.Column('tries', sa.BigInteger(), server_default='0', nullable=False),
    sa.CheckConstraint("mail IN ('none', 'waiting', 'sent', 'failed')", name='notification_mail'),
    sa.ForeignKeyConstraint(['user_id'], ['app_user.id'], ),
    sa.PrimaryKeyConstraint('id'),
    sa.UniqueConstraint('user_id', 'cause', name='notification_once')
    )
    op.create_index('notification_of', 'notification', ['user_id', 'at'], unique=False)
    op.create_index('notification_unread', 'notification', ['user_id'], unique=False, postgresql_where=sa.text('read_at IS NULL'))
    op.create_index('notification_unsent', 'notification', ['at'], unique=False, postgresql_where=sa.text("mail = 'waiting'"))


def downgrade() -> None:
    op.drop_table('notification')
    op.drop_table('reminder')
    for column in ('taken_at', 'assignee_name', 'assignee_id', 'flags'):
        op.drop_column('work_item', column)
