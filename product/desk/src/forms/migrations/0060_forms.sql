-- Forms as the institution has them. A version never changes once it is published: answers are to a version.
CREATE TABLE form (
    form_key TEXT NOT NULL PRIMARY KEY,
    place BIGINT NOT NULL,
    offered BOOLEAN NOT NULL,
    newest INTEGER NOT NULL,
    shipped INTEGER NOT NULL,
    draft TEXT,
    withdrawn_at BIGINT NOT NULL,
    version BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    changed_by BIGINT NOT NULL
);

CREATE TABLE form_version (
    form_key TEXT NOT NULL,
    version INTEGER NOT NULL,
    document TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,
    PRIMARY KEY (form_key, version)
);
