-- Lists of open requests read everything they show from one of these, in the order they show it: open ones are few, and
-- lie far apart among the closed ones. With what decides who sees a request. An index is read alone only where it has
-- `is_open` too, and where nothing derived is asked for.
DROP INDEX request_all;
DROP INDEX request_location;
DROP INDEX request_assignee;
DROP INDEX request_team;
ALTER TABLE request DROP COLUMN order_at;
CREATE INDEX request_open ON request
    (due_at, id, confidential, location_id, assignee_id, team_id, number, client_id, key_id, client_key_id, state,
     reason, closed_at, last_message_at, last_message_by, erased_at, is_open, line_sealed, name_sealed)
 WHERE is_open;
CREATE INDEX request_open_location ON request
    (location_id, due_at, id, confidential, assignee_id, team_id, number, client_id, key_id, client_key_id, state,
     reason, closed_at, last_message_at, last_message_by, erased_at, is_open, line_sealed, name_sealed)
 WHERE is_open;
CREATE INDEX request_open_assignee ON request
    (assignee_id, due_at, id, confidential, location_id, team_id, number, client_id, key_id, client_key_id, state,
     reason, closed_at, last_message_at, last_message_by, erased_at, is_open, line_sealed, name_sealed)
 WHERE is_open;
CREATE INDEX request_open_team ON request
    (team_id, due_at, id, confidential, location_id, assignee_id, number, client_id, key_id, client_key_id, state,
     reason, closed_at, last_message_at, last_message_by, erased_at, is_open, line_sealed, name_sealed)
 WHERE is_open AND team_id IS NOT NULL;
CREATE INDEX request_closed ON request
    (closed_at, id, confidential, location_id, assignee_id, team_id) WHERE NOT is_open;
CREATE INDEX request_closed_location ON request (location_id, closed_at, id) WHERE NOT is_open;
CREATE INDEX request_closed_assignee ON request (assignee_id, closed_at, id) WHERE NOT is_open;
CREATE INDEX request_closed_team ON request (team_id, closed_at, id) WHERE NOT is_open AND team_id IS NOT NULL;
