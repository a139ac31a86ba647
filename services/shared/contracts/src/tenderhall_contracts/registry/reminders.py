"""提醒与通知 legal due dates of an agency, and what each person is told (domain §7.3)."""

from marshmallow import fields, validate

from tenderhall_contracts.common import Page
from tenderhall_contracts.core import AGENCY, COMMAND, PEOPLE, QUERY, Done, Gives, Role, Takes
from tenderhall_contracts.fields import Instant, text
from tenderhall_contracts.registry.promise import registry


class ReminderOut(Gives):
    """法定任务 of an agency; ``due_on`` null where that year's working days are not known yet.

    ``stage``: set, due (from the working day before the last), overdue. ``days_left`` counts
    calendar days and is below zero once it is late.
    """

    id = fields.UUID(required=True)
    rule_id = fields.String(required=True)
    basis = fields.String(required=True)
    task_zh = fields.String(required=True)
    task_en = fields.String(required=True)
    project_id = fields.UUID(required=True)
    project_no = fields.String(required=True)
    lot_id = fields.UUID(required=True)
    lot_no = fields.String(required=True)
    agency_id = fields.UUID(required=True)
    begun_on = fields.Date(required=True)
    due_on = fields.Date(allow_none=True, required=True)
    days_left = fields.Integer(allow_none=True, required=True)
    stage = fields.String(required=True)


class ReminderList(Gives):
    """法定任务列表 the most urgent first."""

    total = fields.Integer(required=True)
    items = fields.List(fields.Nested(ReminderOut), required=True)


class FinishReminder(Takes):
    """办结任务 with a remark that tells how it was done."""

    id = fields.UUID(required=True)
    remark = text(500, required=True)


class NotificationOut(Gives):
    """通知; ``form_type`` and ``form_id`` where it is about a form."""

    id = fields.UUID(required=True)
    text_zh = fields.String(required=True)
    text_en = fields.String(required=True)
    form_type = fields.String(allow_none=True)
    form_id = fields.UUID(allow_none=True)
    at = Instant(required=True)
    read = fields.Boolean(required=True)


class NotificationList(Gives):
    """通知列表 the newest first; ``unread`` of all; ``email``: where they are mailed to as well."""

    total = fields.Integer(required=True)
    unread = fields.Integer(required=True)
    email = fields.String(allow_none=True)
    items = fields.List(fields.Nested(NotificationOut), required=True)


class ReadNotifications(Takes):
    """标为已读 these, or all of one's own where none is named."""

    ids = fields.List(fields.UUID(), load_default=list, validate=validate.Length(max=100))


class SetEmail(Takes):
    """邮件提醒 one's own address, or none."""

    email = fields.String(
        required=True,
        allow_none=True,
        validate=[
            validate.Length(max=200),
            validate.Regexp(r"[^@\s]+@[^@\s]+\.[^@\s.]+$", error="邮箱地址格式不正确"),
        ],
    )


my_reminders = registry.rpc(
    "my_reminders",
    title="我的法定任务",
    kind=QUERY,
    takes=Page,
    gives=ReminderList,
    roles=AGENCY,
)
finish_reminder = registry.rpc(
    "finish_reminder",
    title="办结法定任务",
    kind=COMMAND,
    takes=FinishReminder,
    gives=Done,
    roles={Role.CLERK},
    refuses=("NOT_FOUND", "VALIDATION_FAILED"),
)
my_notifications = registry.rpc(
    "my_notifications",
    title="我的通知",
    kind=QUERY,
    takes=Page,
    gives=NotificationList,
    roles=PEOPLE,
)
read_notifications = registry.rpc(
    "read_notifications",
    title="通知标为已读",
    kind=COMMAND,
    takes=ReadNotifications,
    gives=Done,
    roles=PEOPLE,
)
set_email = registry.rpc(
    "set_email", title="设置邮件提醒", kind=COMMAND, takes=SetEmail, gives=Done, roles=PEOPLE
)
legal_reminder = registry.event(
    "legal.reminder", version=1, carries=ReminderOut, title="法定任务到期提醒"
)
