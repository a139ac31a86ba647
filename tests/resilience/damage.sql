-- Each kind of damage that the checker must find: what it is | the rule that finds it | where.
-- Run in a transaction of the checker's own, by the administrator, and never committed.

-- an event that was never sent | event-unsent | venue
UPDATE kit_outbox SET sent_at = NULL WHERE id = (SELECT max(id) FROM kit_outbox);

-- an event that is gone | event-numbers | registry
DELETE FROM kit_outbox WHERE seq = (SELECT max(seq) - 1 FROM kit_outbox);

-- an event that a listener never handled | event-lost | registry
DELETE FROM kit_inbox WHERE event_id =
    (SELECT event_id FROM kit_inbox WHERE handler NOT LIKE 'kit_%' ORDER BY at DESC LIMIT 1);

-- an event that was given up | event-unfinished | documents
UPDATE kit_inbox SET status = 'dead' WHERE event_id =
    (SELECT event_id FROM kit_inbox ORDER BY at DESC LIMIT 1);

-- a submission that is told twice | event-doubled | venue
INSERT INTO kit_outbox (event_id, exchange, routing_key, envelope, created_at, seq, sent_at)
SELECT gen_random_uuid(), exchange, routing_key, envelope, created_at,
       (SELECT max(seq) + 1 FROM kit_outbox), sent_at
  FROM kit_outbox WHERE routing_key = 'venue.booking_submitted' ORDER BY id DESC LIMIT 1;

-- a changed opinion in the audit | audit-chain | registry
SET LOCAL session_replication_role = replica;
UPDATE kit_audit SET opinion = '改'
 WHERE seq = (SELECT max(seq) FROM kit_audit WHERE opinion IS NOT NULL);

-- a row that was cut out of the audit | audit-chain | notices
SET LOCAL session_replication_role = replica;
DELETE FROM kit_audit WHERE seq = (SELECT max(seq) - 1 FROM kit_audit);

-- an audit row that was never linked | audit-unlinked | signing
INSERT INTO kit_audit (at, request_id, actor, action, subject_type, subject_id)
VALUES (now(), 'r', '{}', 'x', 'y', 'z');

-- a lot that moved twice | lot-moved | registry
INSERT INTO kit_outbox (event_id, exchange, routing_key, envelope, created_at, seq, sent_at)
SELECT gen_random_uuid(), exchange, routing_key, envelope, created_at,
       (SELECT max(seq) + 1 FROM kit_outbox), sent_at
  FROM kit_outbox WHERE routing_key = 'lot.state_changed' ORDER BY id DESC LIMIT 1;

-- a notice that was published twice | notice-twice | notices
INSERT INTO kit_outbox (event_id, exchange, routing_key, envelope, created_at, seq, sent_at)
SELECT gen_random_uuid(), exchange, routing_key, envelope, created_at,
       (SELECT max(seq) + 1 FROM kit_outbox), sent_at
  FROM kit_outbox WHERE routing_key = 'notice.published' ORDER BY id DESC LIMIT 1;

-- a notice whose lot was left behind | notice-lots | registry
DELETE FROM kit_outbox WHERE id =
    (SELECT max(id) FROM kit_outbox WHERE routing_key = 'lot.state_changed');

-- a job that sealed twice | seal-twice | signing
INSERT INTO kit_outbox (event_id, exchange, routing_key, envelope, created_at, seq, sent_at)
SELECT gen_random_uuid(), exchange, routing_key, envelope, created_at,
       (SELECT max(seq) + 1 FROM kit_outbox), sent_at
  FROM kit_outbox WHERE routing_key = 'seal.applied' ORDER BY id DESC LIMIT 1;

-- two projects in one room | booking-overlap | venue
ALTER TABLE venue_claim DROP CONSTRAINT venue_claim_no_overlap;
INSERT INTO venue_claim (booking_id, room_id, project_id, during, before_min, after_min, holding)
SELECT booking_id, room_id, gen_random_uuid(), during, before_min, after_min, holding
  FROM venue_claim WHERE holding ORDER BY id DESC LIMIT 1;

-- a PDF of other bytes | portal-pdf | notices
UPDATE kit_outbox SET envelope = jsonb_set(envelope, '{data,pdf_sha256}', to_jsonb(repeat('0', 64)))
 WHERE id = (SELECT max(id) FROM kit_outbox WHERE routing_key = 'notice.published');

-- a page that is missing | portal-file | notices
UPDATE kit_outbox SET envelope = jsonb_set(envelope, '{data,no}', '"NO-SUCH"')
 WHERE id = (SELECT max(id) FROM kit_outbox WHERE routing_key = 'notice.published');
