-- The name of who asked moves into the row of the request, where lists read it: sealed as it was, under the client's key.
ALTER TABLE request ADD COLUMN client_key_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE request ADD COLUMN name_sealed {bytes};
UPDATE request SET client_key_id = (SELECT c.key_id FROM client c WHERE c.id = request.client_id),
                   name_sealed = (SELECT c.name_sealed FROM client c WHERE c.id = request.client_id)
 WHERE client_id IN (SELECT id FROM client);
ALTER TABLE client DROP COLUMN name_sealed;
