CREATE TABLE used_key (
    nonce      {bytes} PRIMARY KEY,
    outcome    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX used_key_expires ON used_key (expires_at);

CREATE TABLE tries (
    bucket     {bytes} PRIMARY KEY,
    n          BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);
CREATE INDEX tries_expires ON tries (expires_at);
