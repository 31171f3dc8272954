use crate::sqlite::Access;

/// For every connection: nothing waits for ever, what is confirmed is on disk even where the server's default
/// is otherwise, and messages come in English, because some errors are known by their words only.
const ALL: &str = "
    SET statement_timeout = '30s';
    SET lock_timeout = '5s';
    SET idle_in_transaction_session_timeout = '60s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
    DO $$ BEGIN
        IF current_setting('lc_messages') NOT IN ('C', 'POSIX') THEN
            PERFORM set_config('lc_messages', 'C', false);
        END IF;
    EXCEPTION WHEN insufficient_privilege THEN NULL;
    END $$;
";

/// One snapshot a transaction, and no changes.
const READ: &str = "
    SET default_transaction_read_only = on;
    SET default_transaction_isolation = 'repeatable read';
";

const WRITE: &str = "
    SET default_transaction_read_only = off;
    SET default_transaction_isolation = 'read committed';
";

/// The statements a new connection begins with.
pub(super) fn opening(access: Access) -> String {
    let own = match access {
        Access::Read => READ,
        Access::Write => WRITE,
    };
    format!("{ALL}{own}")
}
