"""词表 the standard vocabularies (domain §3); the Chinese label stands beside each value."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum


class LotState(StrEnum):
    """分包状态 the life of a lot (domain §5.1)."""

    REGISTERED = "registered"
    PREPARING = "preparing"
    TENDERING = "tendering"
    OPENING = "opening"
    EVALUATED = "evaluated"
    RE_EVALUATING = "re_evaluating"
    AWARDED = "awarded"
    SUSPENDED = "suspended"
    CANCELLED = "cancelled"
    FAILED = "failed"


class Activity(StrEnum):
    """业务 what can be opened on a lot (domain §5.1, action × state)."""

    BOOKING = "booking"
    BOOKING_CHANGE = "booking_change"
    TENDER_DOCUMENT = "tender_document"
    TENDER_NOTICE = "tender_notice"
    CLARIFICATION = "clarification"
    CHANGE_NOTICE = "change_notice"
    SUSPENSION = "suspension"
    CANCELLATION = "cancellation"
    FAILURE = "failure"
    RE_EVALUATION = "re_evaluation"
    AWARD_NOTICE = "award_notice"
    AWARD_CHANGE = "award_change"
    RETENDER = "retender"
    RESUMPTION = "resumption"


class Method(StrEnum):
    """采购方式 (法26, 财库2014第214号, 财政部令第110号, 财库2024第13号).

    Phase 1 enables 公开招标 only.
    """

    OPEN = "open_tender"
    INVITED = "invited_tender"
    NEGOTIATION = "competitive_negotiation"
    CONSULTATION = "competitive_consultation"
    SINGLE_SOURCE = "single_source"
    INQUIRY = "inquiry"
    FRAMEWORK = "framework_agreement"
    INNOVATION = "cooperative_innovation"


class Organisation(StrEnum):
    """采购组织形式 (条例3/4)."""

    CENTRAL = "central"
    DEPARTMENT = "department"
    DISPERSED = "dispersed"


class Category(StrEnum):
    """项目类别 the letter of the procurement catalogue."""

    GOODS = "A"
    WORKS = "B"
    SERVICES = "C"


class Qualification(StrEnum):
    """资审方式; 资格预审 is kept in the list and refused at submit (domain §6 C11)."""

    POST = "post"
    PRE = "pre"


class EvaluationMethod(StrEnum):
    """评标办法 (条例34)."""

    LOWEST_PRICE = "lowest_price"
    COMPREHENSIVE = "comprehensive"


class AttachmentKind(StrEnum):
    """电子件类型 the typed attachments of the forms."""

    AGENCY_AGREEMENT = "agency_agreement"
    PLAN_FILING = "plan_filing"
    REQUIREMENTS = "requirements"
    ENTRY_APPLICATION = "entry_application"
    TENDER_DOCUMENT = "tender_document"
    PURCHASER_DECISION = "purchaser_decision"
    FINANCE_NOTICE = "finance_notice"
    COMMITTEE_CONCLUSION = "committee_conclusion"
    OPENING_RECORD = "opening_record"
    SUPERVISOR_DECISION = "supervisor_decision"
    RESUME_NOTICE = "resume_notice"
    RE_EVALUATION_REQUEST = "re_evaluation_request"
    RE_EVALUATION_APPROVAL = "re_evaluation_approval"
    CLARIFICATION = "clarification"
    WINNER_CONFIRMATION = "winner_confirmation"
    SME_DECLARATION = "sme_declaration"
    DISABLED_DECLARATION = "disabled_declaration"
    AWARD_BASIS = "award_basis"
    OTHER = "other"


class PriceForm(StrEnum):
    """价款形式 in what a winner's price is told: an amount, a rate, the price of one."""

    AMOUNT = "amount"
    RATE = "rate"
    UNIT_PRICE = "unit_price"


class AwardChangeKind(StrEnum):
    """中标变更类型 of a published award (domain §5.12)."""

    TEXT = "text"
    AMOUNT = "amount"
    WINNER = "winner"


class AwardChangeBasis(StrEnum):
    """变更依据 what may take an award from its winner (domain §5.12)."""

    RE_EVALUATION = "re_evaluation"
    CHALLENGE = "challenge"
    COMPLAINT = "complaint"
    WITHDRAWAL = "withdrawal"


class ClarificationKind(StrEnum):
    """答疑文件类型 each has numbers of its own (domain §5.6)."""

    CLARIFICATION = "clarification"
    SUPPLEMENT = "supplement"


class CorrectionMatter(StrEnum):
    """更正事项 what a 更正公告 corrects (财办库2020第50号)."""

    NOTICE = "notice"
    DOCUMENT = "document"
    RESULT = "result"


class ExceptionKind(StrEnum):
    """异常类型 and 恢复, which ends a 项目暂停 (domain §5.9, §5.13)."""

    SUSPENSION = "suspension"
    CANCELLATION = "cancellation"
    FAILURE = "failure"
    RESUMPTION = "resumption"


class ExceptionReason(StrEnum):
    """原因类别 of a suspension, of a cancellation (87-29: one only), of a resumption."""

    PURCHASER_REQUEST = "purchaser_request"
    FINANCE_NOTICE = "finance_notice"
    COMPLAINT = "complaint"
    FORCE_MAJEURE = "force_majeure"
    MAJOR_CHANGE = "major_change"
    CAUSE_REMOVED = "cause_removed"
    ORDER_ENDED = "order_ended"


class FailureGround(StrEnum):
    """废标情形 exactly the four of 政府采购法第36条, in its order."""

    TOO_FEW = "too_few"
    UNLAWFUL_CONDUCT = "unlawful_conduct"
    OVER_BUDGET = "over_budget"
    TASK_CANCELLED = "task_cancelled"

    @property
    def number(self) -> int:
        """Which of the four, from 1."""
        return list(FailureGround).index(self) + 1


class FollowUp(StrEnum):
    """后续安排 after a failed tender (政府采购法第37条)."""

    RETENDER = "retender"
    OTHER_METHOD = "other_method"
    NONE = "none"


class ReEvaluationKind(StrEnum):
    """复评类型 by the same committee, by a new one, or as a supervisor orders (domain §5.10)."""

    REVIEW_AGAIN = "review_again"
    NEW_COMMITTEE = "new_committee"
    ORDERED = "ordered"


class ReEvaluationCase(StrEnum):
    """法定情形 exactly those of 财政部令第87号 articles 64 and 67, and a supervisor's decision."""

    WRONG_SUM = "wrong_sum"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    OBJECTIVE_DIFFERS = "objective_differs"
    SCORE_ABNORMAL = "score_abnormal"
    COMMITTEE_UNLAWFUL = "committee_unlawful"
    COMMITTEE_CONDUCT = "committee_conduct"
    INTERFERENCE = "interference"
    REGULATION_75 = "regulation_75"
    SUPERVISOR = "supervisor"


class RoomKind(StrEnum):
    """场地类型."""

    OPENING = "opening"
    EVALUATION = "evaluation"
    OTHER = "other"


class ClosureKind(StrEnum):
    """场地关闭类型 why a room is not to be had: out of use, being mended, used by the centre."""

    OUT_OF_USE = "out_of_use"
    MAINTENANCE = "maintenance"
    RESERVED = "reserved"


class ClosureState(StrEnum):
    """场地关闭状态 to come, running, over when its time was up, ended before."""

    PLANNED = "planned"
    RUNNING = "running"
    OVER = "over"
    ENDED = "ended"


class PublishState(StrEnum):
    """发布状态 the second axis of a notice (domain §5.7)."""

    UNPUBLISHED = "unpublished"
    PUBLISHING = "publishing"
    PUBLISHED = "published"
    FAILED = "failed"
    CHANGED = "changed"
    TERMINATED = "terminated"


class ProgressStep(StrEnum):
    """办理环节 the steps of a lot from its registration to its published notice."""

    PROJECT = "project"
    BOOKING = "booking"
    TENDER_DOCUMENT = "tender_document"
    TENDER_NOTICE = "tender_notice"
    PUBLICATION = "publication"


class StepStatus(StrEnum):
    """环节进度 finished; begun and waiting; may be begun now; may not."""

    DONE = "done"
    CURRENT = "current"
    OPEN = "open"
    BLOCKED = "blocked"


class LegalEvent(StrEnum):
    """法定期限的起算事件 what sets off a statutory period (domain §1)."""

    NOTICE_HANDED_OVER = "notice_handed_over"
    NOTICE_PUBLISHED = "notice_published"
    TENDER_DEADLINE = "tender_deadline"
    CLARIFICATION_ISSUED = "clarification_issued"
    EVALUATION_ENDED = "evaluation_ended"
    REPORT_RECEIVED = "report_received"
    WINNER_DETERMINED = "winner_determined"
    AWARD_PUBLISHED = "award_published"
    AWARD_LETTER_ISSUED = "award_letter_issued"
    CONTRACT_SIGNED = "contract_signed"
    INQUIRY_RECEIVED = "inquiry_received"
    CHALLENGE_RECEIVED = "challenge_received"
    SUSPENSION_ORDERED = "suspension_ordered"
    PROCUREMENT_TERMINATED = "procurement_terminated"


class InboundStatus(StrEnum):
    """平台事件状态 acted on; kept until it can be; kept to be shown; refused, never acted on."""

    APPLIED = "applied"
    WAITING = "waiting"
    RECORDED = "recorded"
    REFUSED = "refused"


class SupplierStatus(StrEnum):
    """供应商状态 on one day."""

    NORMAL = "normal"
    DEBARRED = "debarred"


class SupplierSize(StrEnum):
    """企业规模 (中小企业划型标准规定, 工信部联企业 2011 年 300 号)."""

    LARGE = "large"
    MEDIUM = "medium"
    SMALL = "small"
    MICRO = "micro"


class ImportOutcome(StrEnum):
    """导入结果 of one row."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


class Labels(Mapping[StrEnum, str]):
    """标签 by member: two vocabularies may share a value (LotState.FAILED, PublishState.FAILED)."""

    def __init__(self, pairs: Iterable[tuple[StrEnum, str]]) -> None:
        """Keep each label under its member's vocabulary and name."""
        self._pairs = {(type(member), member.name): (member, text) for member, text in pairs}

    def __getitem__(self, member: StrEnum) -> str:
        if not isinstance(member, StrEnum):
            raise KeyError(member)
        return self._pairs[type(member), member.name][1]

    def __iter__(self) -> Iterator[StrEnum]:
        return (member for member, _ in self._pairs.values())

    def __len__(self) -> int:
        return len(self._pairs)


LABELS = Labels(
    [
        (LotState.REGISTERED, "待审"),
        (LotState.PREPARING, "筹备中"),
        (LotState.TENDERING, "招标中"),
        (LotState.OPENING, "开评标中"),
        (LotState.EVALUATED, "评标已结束"),
        (LotState.RE_EVALUATING, "复评中"),
        (LotState.AWARDED, "已中标"),
        (LotState.SUSPENDED, "已暂停"),
        (LotState.CANCELLED, "已取消"),
        (LotState.FAILED, "已废标"),
        (Activity.BOOKING, "场地预约"),
        (Activity.BOOKING_CHANGE, "场地变更"),
        (Activity.TENDER_DOCUMENT, "招标文件"),
        (Activity.TENDER_NOTICE, "招标公告"),
        (Activity.CLARIFICATION, "答疑文件"),
        (Activity.CHANGE_NOTICE, "变更公告"),
        (Activity.SUSPENSION, "项目暂停"),
        (Activity.CANCELLATION, "项目取消"),
        (Activity.FAILURE, "废标公告"),
        (Activity.RE_EVALUATION, "复评预约"),
        (Activity.AWARD_NOTICE, "中标公告"),
        (Activity.AWARD_CHANGE, "中标公告变更"),
        (Activity.RETENDER, "重新招标"),
        (Activity.RESUMPTION, "恢复"),
        (Method.OPEN, "公开招标"),
        (Method.INVITED, "邀请招标"),
        (Method.NEGOTIATION, "竞争性谈判"),
        (Method.CONSULTATION, "竞争性磋商"),
        (Method.SINGLE_SOURCE, "单一来源采购"),
        (Method.INQUIRY, "询价"),
        (Method.FRAMEWORK, "框架协议采购"),
        (Method.INNOVATION, "合作创新采购"),
        (Organisation.CENTRAL, "政府集中采购"),
        (Organisation.DEPARTMENT, "部门集中采购"),
        (Organisation.DISPERSED, "分散采购"),
        (Category.GOODS, "货物"),
        (Category.WORKS, "工程"),
        (Category.SERVICES, "服务"),
        (Qualification.POST, "资格后审"),
        (Qualification.PRE, "资格预审"),
        (EvaluationMethod.LOWEST_PRICE, "最低评标价法"),
        (EvaluationMethod.COMPREHENSIVE, "综合评分法"),
        (AttachmentKind.AGENCY_AGREEMENT, "委托代理协议"),
        (AttachmentKind.PLAN_FILING, "采购计划备案/批复"),
        (AttachmentKind.REQUIREMENTS, "采购需求"),
        (AttachmentKind.ENTRY_APPLICATION, "进场交易申请表"),
        (AttachmentKind.TENDER_DOCUMENT, "招标文件"),
        (AttachmentKind.PURCHASER_DECISION, "采购人批复或决定文件（盖公章）"),
        (AttachmentKind.FINANCE_NOTICE, "财政部门通知"),
        (AttachmentKind.COMMITTEE_CONCLUSION, "评委会废标结论"),
        (AttachmentKind.OPENING_RECORD, "开标记录"),
        (AttachmentKind.SUPERVISOR_DECISION, "监管部门决定"),
        (AttachmentKind.RESUME_NOTICE, "恢复采购活动通知"),
        (AttachmentKind.RE_EVALUATION_REQUEST, "采购人申请复评的材料（盖公章）"),
        (AttachmentKind.RE_EVALUATION_APPROVAL, "行政监督部门的批复材料"),
        (AttachmentKind.CLARIFICATION, "澄清答疑文件"),
        (AttachmentKind.WINNER_CONFIRMATION, "采购人确认函"),
        (AttachmentKind.SME_DECLARATION, "中小企业声明函"),
        (AttachmentKind.DISABLED_DECLARATION, "残疾人福利性单位声明函"),
        (AttachmentKind.AWARD_BASIS, "中标变更依据文件"),
        (AttachmentKind.OTHER, "其他"),
        (PriceForm.AMOUNT, "金额"),
        (PriceForm.RATE, "费率（下浮率、折扣率）"),
        (PriceForm.UNIT_PRICE, "单价"),
        (AwardChangeKind.TEXT, "文字更正"),
        (AwardChangeKind.AMOUNT, "金额或标的更正"),
        (AwardChangeKind.WINNER, "中标人变更"),
        (AwardChangeBasis.RE_EVALUATION, "复评结果"),
        (AwardChangeBasis.CHALLENGE, "质疑答复成立"),
        (AwardChangeBasis.COMPLAINT, "投诉处理决定"),
        (AwardChangeBasis.WITHDRAWAL, "中标人放弃中标"),
        (ClarificationKind.CLARIFICATION, "澄清"),
        (ClarificationKind.SUPPLEMENT, "补充文件"),
        (CorrectionMatter.NOTICE, "采购公告"),
        (CorrectionMatter.DOCUMENT, "采购文件"),
        (CorrectionMatter.RESULT, "采购结果"),
        (ExceptionKind.SUSPENSION, "项目暂停"),
        (ExceptionKind.CANCELLATION, "项目取消"),
        (ExceptionKind.FAILURE, "项目废标"),
        (ExceptionKind.RESUMPTION, "恢复"),
        (ExceptionReason.PURCHASER_REQUEST, "采购人申请"),
        (ExceptionReason.FINANCE_NOTICE, "财政部门通知"),
        (ExceptionReason.COMPLAINT, "质疑投诉"),
        (ExceptionReason.FORCE_MAJEURE, "系统或不可抗力"),
        (ExceptionReason.MAJOR_CHANGE, "重大变故，采购任务取消"),
        (ExceptionReason.CAUSE_REMOVED, "暂停原因消除"),
        (ExceptionReason.ORDER_ENDED, "财政部门暂停期满或通知恢复"),
        (
            FailureGround.TOO_FEW,
            "（一）符合专业条件的供应商或者对招标文件作实质响应的供应商不足三家",
        ),
        (FailureGround.UNLAWFUL_CONDUCT, "（二）出现影响采购公正的违法、违规行为"),
        (FailureGround.OVER_BUDGET, "（三）投标人的报价均超过了采购预算，采购人不能支付"),
        (FailureGround.TASK_CANCELLED, "（四）因重大变故，采购任务取消"),
        (FollowUp.RETENDER, "重新招标"),
        (FollowUp.OTHER_METHOD, "变更采购方式"),
        (FollowUp.NONE, "不再采购"),
        (ReEvaluationKind.REVIEW_AGAIN, "重新评审（原评标委员会）"),
        (ReEvaluationKind.NEW_COMMITTEE, "重新组建评标委员会评标"),
        (ReEvaluationKind.ORDERED, "行政监督部门要求复评"),
        (ReEvaluationCase.WRONG_SUM, "分值汇总计算错误（87号令第64条第一项）"),
        (
            ReEvaluationCase.SCORE_OUT_OF_RANGE,
            "分项评分超出评分标准范围（87号令第64条第二项）",
        ),
        (
            ReEvaluationCase.OBJECTIVE_DIFFERS,
            "评标委员会成员对客观评审因素评分不一致（87号令第64条第三项）",
        ),
        (
            ReEvaluationCase.SCORE_ABNORMAL,
            "经评标委员会认定评分畸高、畸低（87号令第64条第四项）",
        ),
        (
            ReEvaluationCase.COMMITTEE_UNLAWFUL,
            "评标委员会组成不符合规定（87号令第67条第一项）",
        ),
        (
            ReEvaluationCase.COMMITTEE_CONDUCT,
            "有87号令第62条第一至五项情形（87号令第67条第二项）",
        ),
        (
            ReEvaluationCase.INTERFERENCE,
            "评标委员会及其成员独立评标受到非法干预（87号令第67条第三项）",
        ),
        (
            ReEvaluationCase.REGULATION_75,
            "有政府采购法实施条例第75条规定的违法行为（87号令第67条第四项）",
        ),
        (ReEvaluationCase.SUPERVISOR, "行政监督部门决定（政府采购法实施条例第44条）"),
        (RoomKind.OPENING, "开标室"),
        (RoomKind.EVALUATION, "评标室"),
        (RoomKind.OTHER, "其他"),
        (ClosureKind.OUT_OF_USE, "暂停使用"),
        (ClosureKind.MAINTENANCE, "维修"),
        (ClosureKind.RESERVED, "占用"),
        (ClosureState.PLANNED, "未开始"),
        (ClosureState.RUNNING, "进行中"),
        (ClosureState.OVER, "已结束"),
        (ClosureState.ENDED, "提前结束"),
        (PublishState.UNPUBLISHED, "未发布"),
        (PublishState.PUBLISHING, "发布中"),
        (PublishState.PUBLISHED, "已发布"),
        (PublishState.FAILED, "发布失败"),
        (PublishState.CHANGED, "已被变更"),
        (PublishState.TERMINATED, "已终止"),
        (ProgressStep.PROJECT, "项目注册"),
        (ProgressStep.BOOKING, "场地预约"),
        (ProgressStep.TENDER_DOCUMENT, "招标文件"),
        (ProgressStep.TENDER_NOTICE, "招标公告"),
        (ProgressStep.PUBLICATION, "公告发布"),
        (StepStatus.DONE, "已完成"),
        (StepStatus.CURRENT, "办理中"),
        (StepStatus.OPEN, "可办理"),
        (StepStatus.BLOCKED, "不可办理"),
        (LegalEvent.NOTICE_HANDED_OVER, "公告送交指定媒体"),
        (LegalEvent.NOTICE_PUBLISHED, "招标公告发布"),
        (LegalEvent.TENDER_DEADLINE, "投标截止"),
        (LegalEvent.CLARIFICATION_ISSUED, "澄清或修改发出"),
        (LegalEvent.EVALUATION_ENDED, "评标结束"),
        (LegalEvent.REPORT_RECEIVED, "采购人收到评标报告"),
        (LegalEvent.WINNER_DETERMINED, "中标人确定"),
        (LegalEvent.AWARD_PUBLISHED, "中标公告发布"),
        (LegalEvent.AWARD_LETTER_ISSUED, "中标通知书发出"),
        (LegalEvent.CONTRACT_SIGNED, "采购合同签订"),
        (LegalEvent.INQUIRY_RECEIVED, "收到供应商询问"),
        (LegalEvent.CHALLENGE_RECEIVED, "收到供应商质疑"),
        (LegalEvent.SUSPENSION_ORDERED, "财政部门通知暂停"),
        (LegalEvent.PROCUREMENT_TERMINATED, "终止公告发布"),
        (InboundStatus.APPLIED, "已生效"),
        (InboundStatus.WAITING, "待生效"),
        (InboundStatus.RECORDED, "仅记录"),
        (InboundStatus.REFUSED, "已拒绝"),
        (SupplierStatus.NORMAL, "正常"),
        (SupplierStatus.DEBARRED, "禁止参加"),
        (SupplierSize.LARGE, "大型企业"),
        (SupplierSize.MEDIUM, "中型企业"),
        (SupplierSize.SMALL, "小型企业"),
        (SupplierSize.MICRO, "微型企业"),
        (ImportOutcome.NEW, "新增"),
        (ImportOutcome.CHANGED, "变更"),
        (ImportOutcome.UNCHANGED, "无变化"),
        (ImportOutcome.REFUSED, "未导入"),
    ]
)

REGIONS: Mapping[str, str] = {
    "430000": "湖南省",
    "430400": "衡阳市",
    "430405": "珠晖区",
    "430406": "雁峰区",
    "430407": "石鼓区",
    "430408": "蒸湘区",
    "430412": "南岳区",
    "430421": "衡阳县",
    "430422": "衡南县",
    "430423": "衡山县",
    "430424": "衡东县",
    "430426": "祁东县",
    "430481": "耒阳市",
    "430482": "常宁市",
}
"""行政区划 those that this centre serves (domain §3)."""
