"""What the sample promises."""

from marshmallow import fields, validate
from tenderhall_contracts.core import COMMAND, Gives, Role, Service, Takes

bench = Service("bench", "测量")


class Note(Takes):
    """记录 what is asked for."""

    text = fields.String(required=True, validate=validate.Length(1, 50))


class NoteOut(Gives):
    """记录 what is answered."""

    id = fields.Integer(required=True)
    text = fields.String(required=True)
    at = fields.AwareDateTime(required=True)


class Noted(Gives):
    """已记录 what is told."""

    id = fields.Integer(required=True)
    text = fields.String(required=True)


add_note = bench.rpc(
    "add_note", title="记录", kind=COMMAND, takes=Note, gives=NoteOut, roles={Role.CLERK}
)
noted = bench.event("bench.noted", version=1, carries=Noted, title="已记录")
