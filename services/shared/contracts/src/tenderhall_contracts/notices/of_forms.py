"""业务表单的公告 the public text of a form that another service keeps (domain §5.0).

中止公告, 终止公告, 废标公告 and 恢复公告 are of 采购异常. Each stands under its form's id.
It has no review: approving the form approves the notice.
"""

from tenderhall_contracts.common import ById
from tenderhall_contracts.core import COMMAND, Role
from tenderhall_contracts.notices.common import NoticeOut
from tenderhall_contracts.notices.promise import notices

prepare_form_notice = notices.rpc(
    "prepare_form_notice",
    title="起草采购异常的公告",
    kind=COMMAND,
    takes=ById,
    gives=NoticeOut,
    roles={Role.CLERK},
    refuses=("NOT_FOUND", "PRECONDITION_FAILED"),
    timeout=20.0,
)
"""``id`` is the form's. The notice is written if there is none, and says what the form says now; a
seal of what it said before is void."""
