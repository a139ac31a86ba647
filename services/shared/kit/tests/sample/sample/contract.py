from marshmallow import fields, validate
from tenderhall_contracts import audit
from tenderhall_contracts.core import COMMAND, QUERY, Done, Gives, Nothing, Role, Service, Takes

sample = Service("sample", "示例")
verify_audit, audit_head_published = audit.promise(sample)


class Note(Takes):
    text = fields.String(required=True, validate=validate.Length(1, 50))
    price = fields.Decimal(as_string=True)


class NoteOut(Gives):
    id = fields.Integer(required=True)
    text = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class Counts(Gives):
    notes = fields.Integer(required=True)
    heard = fields.Integer(required=True)
    echoes = fields.Integer(required=True)


class Seconds(Takes):
    seconds = fields.Float(required=True)


class Noted(Gives):
    id = fields.Integer(required=True)
    text = fields.String(required=True)


class Text(Gives):
    text = fields.String(required=True)


ROLES = {Role.CLERK, Role.SERVICE}

add_note = sample.rpc(
    "add_note",
    title="记录",
    kind=COMMAND,
    takes=Note,
    gives=NoteOut,
    roles=ROLES,
    refuses=("STATE_CONFLICT",),
)
echo_note = sample.rpc(
    "echo_note", title="转记", kind=COMMAND, takes=Note, gives=Done, roles={Role.SERVICE}
)
count = sample.rpc(
    "count", title="计数", kind=QUERY, takes=Nothing, gives=Counts, roles={*ROLES, Role.ANONYMOUS}
)
sleep = sample.rpc("sleep", title="等待", kind=QUERY, takes=Seconds, gives=Done, roles=ROLES)
busy = sample.rpc("busy", title="占用", kind=QUERY, takes=Seconds, gives=Done, roles=ROLES)
wrong = sample.rpc("wrong", title="答非所约", kind=QUERY, takes=Nothing, gives=NoteOut, roles=ROLES)
crash = sample.rpc("crash", title="缺陷", kind=QUERY, takes=Nothing, gives=Done, roles=ROLES)
trace = sample.rpc("trace", title="请求号", kind=QUERY, takes=Nothing, gives=Text, roles=ROLES)
relay_call = sample.rpc(
    "relay_call", title="转问", kind=QUERY, takes=Seconds, gives=Done, roles=ROLES, timeout=30
)
end_of_container = sample.rpc(
    "end_of_container", title="杀容器", kind=QUERY, takes=Nothing, gives=Done, roles=ROLES
)

noted = sample.event("sample.noted", version=1, carries=Noted, title="已记录")

elsewhere = Service("elsewhere", "不存在的服务")
elsewhere.rpc("anything", title="无", kind=QUERY, takes=Nothing, gives=Done, roles={Role.SERVICE})
