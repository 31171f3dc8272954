//! How many rows a query gives, counted where they are.

use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::BigInt;
use diesel::{QueryResult, RunQueryDsl};

use crate::MultiBackend;

/// How many rows `query` gives, as one number: for one with a limit, which `count()` would not keep to.
/// `kit_db::count_of(query.limit(101)).get_result::<i64>(conn)`.
pub fn count_of<Q>(query: Q) -> CountOf<Q> {
    CountOf(query)
}

/// A query that is counted. See [`count_of`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a query does something when it is loaded"]
pub struct CountOf<Q>(Q);

impl<Q: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for CountOf<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        out.push_sql("SELECT COUNT(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}

/// Told apart by their text.
impl<Q> QueryId for CountOf<Q> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<Q> Query for CountOf<Q> {
    type SqlType = BigInt;
}

impl<Q, C> RunQueryDsl<C> for CountOf<Q> {}
