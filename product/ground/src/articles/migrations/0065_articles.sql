-- What the institution writes on pages of its own: privacy, about, hints. A version never changes once it is published.
CREATE TABLE article (
    page         TEXT NOT NULL,
    lang         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    body         TEXT NOT NULL,
    published_at BIGINT NOT NULL,
    published_by BIGINT NOT NULL,
    PRIMARY KEY (page, lang, version)
);
