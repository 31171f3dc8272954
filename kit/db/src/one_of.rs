//! Rows with one of many ids, in a statement that is prepared once.

use std::fmt::Write as _;

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{BigInt, Bool, HasSqlType, Text};
use diesel::sqlite::Sqlite;

use crate::MultiBackend;

/// The condition that `column` is one of `ids`, as `eq_any` says it, with one difference: all ids are one
/// bound value, so the statement is the same for any number of them and the connection prepares it once.
pub fn one_of<C>(column: C, ids: impl IntoIterator<Item = i64>) -> OneOf<C>
where
    C: Expression<SqlType = BigInt>,
{
    let mut list = String::new();
    for id in ids {
        list.push(if list.is_empty() { '[' } else { ',' });
        let _infallible = write!(list, "{id}");
    }
    list.push_str(if list.is_empty() { "[]" } else { "]" });
    OneOf { column, list }
}

/// A condition on a column. See [`one_of`].
#[derive(Debug, Clone)]
#[must_use = "a condition does something when it is given to a filter"]
pub struct OneOf<C> {
    column: C,
    /// A JSON array of the ids.
    list: String,
}

impl<C> Expression for OneOf<C> {
    type SqlType = Bool;
}

impl<C: SelectableExpression<QS>, QS> SelectableExpression<QS> for OneOf<C> {}

impl<C: AppearsOnTable<QS>, QS> AppearsOnTable<QS> for OneOf<C> {}

impl<C: ValidGrouping<G>, G> ValidGrouping<G> for OneOf<C> {
    type IsAggregate = C::IsAggregate;
}

/// What stands before and after the list on each engine.
const LITE: (&str, &str) = (" IN (SELECT value FROM json_each(", "))");
/// An array's own text has braces where JSON has brackets.
const POSTGRES: (&str, &str) = (" = ANY(CAST(translate(", ", '[]', '{}') AS bigint[]))");

impl<C> OneOf<C> {
    fn walk<'b, DB>(&'b self, mut out: AstPass<'_, 'b, DB>, around: (&str, &str)) -> QueryResult<()>
    where
        C: QueryFragment<DB>,
        DB: Backend + HasSqlType<Text>,
        String: ToSql<Text, DB>,
    {
        self.column.walk_ast(out.reborrow())?;
        out.push_sql(around.0);
        out.push_bind_param::<Text, _>(&self.list)?;
        out.push_sql(around.1);
        Ok(())
    }
}

impl<C: QueryFragment<MultiBackend>> QueryFragment<MultiBackend> for OneOf<C> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, MultiBackend>) -> QueryResult<()> {
        let around = match out.backend() {
            MultiBackend::Lite(_) => LITE,
            MultiBackend::Pg(_) => POSTGRES,
        };
        self.walk(out, around)
    }
}

impl<C: QueryFragment<Sqlite>> QueryFragment<Sqlite> for OneOf<C> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        self.walk(out, LITE)
    }
}

impl<C: QueryFragment<Pg>> QueryFragment<Pg> for OneOf<C> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        self.walk(out, POSTGRES)
    }
}

impl<C: QueryId> QueryId for OneOf<C> {
    type QueryId = OneOf<C::QueryId>;
    const HAS_STATIC_QUERY_ID: bool = C::HAS_STATIC_QUERY_ID;
}
