-- Open requests are few among the closed ones: their lists have indexes of their own. With what decides who sees a
-- request. Nothing sealed is in them: a row of an index here may not be longer than a third of a page.
DROP INDEX request_all;
DROP INDEX request_location;
DROP INDEX request_assignee;
DROP INDEX request_team;
ALTER TABLE request DROP COLUMN order_at;
CREATE INDEX request_open ON request
    (due_at, id, confidential, location_id, assignee_id, team_id) WHERE is_open;
CREATE INDEX request_open_location ON request (location_id, due_at, id) WHERE is_open;
CREATE INDEX request_open_assignee ON request (assignee_id, due_at, id) WHERE is_open;
CREATE INDEX request_open_team ON request (team_id, due_at, id) WHERE is_open AND team_id IS NOT NULL;
CREATE INDEX request_closed ON request
    (closed_at, id, confidential, location_id, assignee_id, team_id) WHERE NOT is_open;
CREATE INDEX request_closed_location ON request (location_id, closed_at, id) WHERE NOT is_open;
CREATE INDEX request_closed_assignee ON request (assignee_id, closed_at, id) WHERE NOT is_open;
CREATE INDEX request_closed_team ON request (team_id, closed_at, id) WHERE NOT is_open AND team_id IS NOT NULL;
