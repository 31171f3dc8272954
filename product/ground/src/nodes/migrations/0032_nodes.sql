CREATE TABLE node (
    number    {id},
    name      TEXT NOT NULL,
    kind      TEXT NOT NULL,
    instance  BIGINT NOT NULL,
    seen_at   BIGINT NOT NULL,
    ids_until BIGINT NOT NULL
);

CREATE TABLE desk (
    only_row {id},
    identity TEXT NOT NULL
);
