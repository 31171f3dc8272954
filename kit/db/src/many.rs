/// Inserts many rows into one table, in the caller's transaction:
/// `insert_all!(conn, table, rows, |row| (table::id.eq(row.id), …))`, where `rows` is a slice.
///
/// One statement for up to two hundred rows where each statement is a trip to a server; where there is no
/// trip, one statement prepared once, which is as quick. Gives `kit_db::Result<()>`.
#[macro_export]
macro_rules! insert_all {
    ($conn:expr, $table:expr, $rows:expr, $values:expr) => {{
        let (conn, rows, values): (&mut $crate::Conn, _, _) = ($conn, $rows, $values);
        match conn {
            $crate::Conn::Lite(lite) => rows
                .iter()
                .try_for_each(|row| diesel::insert_into($table).values(values(row)).execute(lite).map(drop)),
            $crate::Conn::Pg(pg) => rows.chunks($crate::ROWS_AT_ONCE).try_for_each(|some| {
                let some: ::std::vec::Vec<_> = some.iter().map(&values).collect();
                diesel::insert_into($table).values(some).execute(pg).map(drop)
            }),
        }
        .map_err($crate::Error::from)
    }};
}

/// Rows that [`insert_all!`] puts into one statement: some tens of columns each, and PostgreSQL takes 65,535
/// values at most.
#[doc(hidden)]
pub const ROWS_AT_ONCE: usize = 200;
