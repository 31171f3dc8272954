CREATE TABLE location_holiday (
    location_id BIGINT NOT NULL REFERENCES location (id),
    day         INTEGER NOT NULL,
    PRIMARY KEY (location_id, day)
);
