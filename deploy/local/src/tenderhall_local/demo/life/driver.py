"""一个项目的全过程 the steps of a whole life, in order."""

from tenderhall_local.demo import booking, registration, tender_document
from tenderhall_local.demo.driver import Step
from tenderhall_local.demo.life import awarding, evaluating, platform, preparing, tendering

LIFE: dict[str, Step] = {
    "登录 log in": registration.log_in,
    "工作日安排 calendar": registration.confirm_calendar,
    "评标系统接入 evaluation platform joins": platform.join,
    "供应商入库 suppliers": awarding.know_suppliers,
    "项目注册 register three lots": preparing.register,
    "项目审核 review project": registration.approve,
    "场地预约 book rooms": booking.book,
    "预约审核 review booking": booking.approve,
    "招标文件 tender document": tender_document.submit,
    "招标公告 tender notice": preparing.tender,
    "澄清 clarification": tendering.clarify,
    "场地变更 another time": tendering.put_off,
    "变更公告 change notice": tendering.change,
    "项目暂停 lot 1 suspended": tendering.suspend,
    "恢复 lot 1 resumed": tendering.resume,
    "项目取消 lot 3 cancelled": tendering.cancel,
    "开标 lot 2 opens": evaluating.open_second,
    "废标 lot 2 fails": evaluating.fail,
    "重新招标 lot 2 again": evaluating.retender,
    "开标 lot 1 opens": evaluating.open_first,
    "评标 lot 1 evaluated": evaluating.evaluate,
    "中标公告 award": awarding.award,
    "复评预约 re-evaluation booked": awarding.evaluate_again,
    "复评 evaluated again": evaluating.evaluate_again,
    "中标公告变更 award changed": awarding.change,
}
"""Lot 1 goes to its award and another; lot 2 fails and is tendered again; lot 3 is cancelled."""
