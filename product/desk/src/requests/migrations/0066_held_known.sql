-- Groups of questions that are alike and that staff let in: whoever sends the same afterwards is not held for it.
CREATE TABLE held_known (
    group_id BIGINT NOT NULL PRIMARY KEY,
    at       BIGINT NOT NULL
);
