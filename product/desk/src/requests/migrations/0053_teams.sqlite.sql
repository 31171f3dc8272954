ALTER TABLE request ADD COLUMN team_id BIGINT;
-- What a list is in the order of: open ones by when the answer is due, closed ones by when they were closed.
ALTER TABLE request ADD COLUMN order_at BIGINT
    GENERATED ALWAYS AS (CASE WHEN is_open THEN due_at ELSE closed_at END) VIRTUAL;
