"""登记库 100 000 projects of fifty agencies over ten years, 300 000 lots, and their forms.

Rows are made where they lie, by ``generate_series``. One agency has a fifth of everything: its
lists are the longest that an agency sees.
"""

import psycopg2

PROJECTS, LOTS_EACH, AGENCIES = 100_000, 3, 50
BIG_AGENCY = 1
RARE = "量子计算"
"""Words that one project in 5 000 has."""

_NO = "'HYZC-' || extract(year FROM made)::int || '-G-' || lpad(n::text, 6, '0')"
_ORGANISATIONS = """
    INSERT INTO organisation (id, name, uscc, kind)
    SELECT md5('agency' || n)::uuid, '代理机构' || n, 'BENCH' || n, 'agency'
    FROM generate_series(1, {agencies}) AS n
"""
_PROJECTS = """
    INSERT INTO project (
        id, no, state, stage, category, version, agency_id, name, plan_no, method, organisation,
        purchaser, budget, region, summary, electronic, created_by, submitted_by, created_at,
        updated_at, submitted_at, approved_at)
    SELECT md5('project' || n)::uuid, {no}, state, state, substr('AAAAAAABCC', n % 10 + 1, 1), 3,
        md5('agency' || CASE WHEN n % 5 = 0 THEN 1 ELSE 2 + n % {others} END)::uuid,
        '衡阳市' || (ARRAY['智慧校园', '医疗设备', '办公家具',
                           '道路保洁', '信息系统', '物业服务'])[n % 6 + 1]
            || CASE WHEN n % 5000 = 7 THEN '{rare}' ELSE '' END || '采购项目（第' || n || '期）',
        '湘财采计[' || extract(year FROM made)::int || ']' || lpad(n::text, 6, '0') || '号',
        'open_tender', 'dispersed',
        jsonb_build_object('name', '衡阳市第' || n % 97 || '采购单位'),
        300000, (ARRAY['430400', '430405', '430406', '430421', '430481'])[n % 5 + 1],
        repeat('采购需求概述。', 20), true, 'bench', 'bench', made, made,
        CASE WHEN state <> 'draft' THEN made END, CASE WHEN state = 'approved' THEN made END
    FROM (
        SELECT n, now() - ({projects} - n) * interval '52 minutes' AS made,
            CASE WHEN n <= {projects} * 0.97 THEN 'approved'
                 ELSE (ARRAY['draft', 'pending', 'rejected', 'approved'])[n % 4 + 1] END AS state
        FROM generate_series(1, {projects}) AS n
    ) AS told
"""
_LOTS = """
    INSERT INTO lot (
        id, project_id, position, no, state, suspended_in, name, catalogue_code, budget, deposit,
        qualification, evaluation, requirement, opens_at)
    SELECT md5('lot' || n || '-' || at)::uuid, id, at, no || '-0' || at, state,
        CASE WHEN state = 'suspended' THEN 'preparing' END, '第' || at || '包', 'A02010104',
        100000, 2000, 'post', 'comprehensive', '简要技术需求', now()
    FROM (
        SELECT row_number() OVER (ORDER BY created_at) AS n, id, no, project.state AS form
        FROM project) AS each
    CROSS JOIN generate_series(1, {each}) AS at
    CROSS JOIN LATERAL (SELECT CASE
        WHEN form <> 'approved' THEN 'registered'
        WHEN n % 25 = 0 THEN 'failed' WHEN n % 25 = 1 THEN 'cancelled'
        WHEN n < {projects} * 0.94 THEN 'awarded'
        ELSE (ARRAY['preparing', 'tendering', 'opening', 'evaluated', 'suspended'])[n % 5 + 1]
        END AS state) AS stands
"""
_STAGES = """
    UPDATE project SET stage = found.stage FROM (
        SELECT project_id, CASE
            WHEN bool_or(state NOT IN ('cancelled', 'failed', 'awarded', 'suspended')) THEN 'active'
            WHEN bool_or(state = 'suspended') THEN 'suspended'
            WHEN bool_and(state = 'cancelled') THEN 'cancelled'
            WHEN bool_and(state = 'failed') THEN 'failed' ELSE 'complete' END AS stage
        FROM lot GROUP BY project_id) AS found
    WHERE found.project_id = project.id AND project.state = 'approved'
"""
_WORK = """
    INSERT INTO work_item (
        form_type, form_id, title, project_id, project_no, lot_nos, agency_id, agency_name, state,
        version, seq, at, submitted_at, due_at)
    SELECT form, md5(form || project.id)::uuid, project.name, project.id, project.no,
        jsonb_build_array(project.no || '-01', project.no || '-02', project.no || '-03'),
        agency_id, organisation.name, CASE WHEN form = 'project' THEN state ELSE 'approved' END,
        3, 3, created_at, submitted_at,
        CASE WHEN state = 'pending' THEN created_at + interval '1 day' END
    FROM project JOIN organisation ON organisation.id = agency_id
    CROSS JOIN unnest(ARRAY['project', 'booking', 'tender_document', 'notice']) AS form
    WHERE form = 'project' OR state = 'approved'
"""
_ACTIVITIES = """
    INSERT INTO lot_activity (form_id, lot_id, activity, owner, org_id, state, lease_until)
    SELECT md5('booking' || project_id)::uuid, lot.id, 'booking', 'venue', agency_id,
        CASE WHEN lot.state = 'awarded' THEN 'closed' ELSE 'live' END, now()
    FROM lot JOIN project ON project.id = project_id
    WHERE project.state = 'approved' AND lot.state <> 'preparing'
"""
_STEPS = (_ORGANISATIONS, _PROJECTS, _LOTS, _STAGES, _WORK, _ACTIVITIES)


def fill(address: str) -> None:
    """填充 all of it, and what the planner and index-only scans want to know of it."""
    sizes = {"projects": PROJECTS, "each": LOTS_EACH, "agencies": AGENCIES, "others": AGENCIES - 1}
    connection = psycopg2.connect(address)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            for one in _STEPS:
                cursor.execute(one.format(no=_NO, rare=RARE, **sizes))
            cursor.execute("VACUUM ANALYZE")
    finally:
        connection.close()
