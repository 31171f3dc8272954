//! Conditions written out, so that a partial index can be used.

use diesel::QueryResult;
use diesel::backend::Backend;
use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping, is_aggregate};
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::Bool;

/// A condition of a `filter`, as SQL that both engines read alike.
///
/// A partial index (`CREATE INDEX … WHERE state <> 'sent'`) is used only by a statement that says its
/// condition with the value in it: a bound value is not looked at while the statement is planned. So the
/// condition is written here and not as `state.ne(SENT)`.
///
/// The text is part of the program, so no value can get into it.
pub fn condition(text: &'static str) -> Condition {
    Condition(text)
}

/// A condition written out. See [`condition`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a condition does something when it is given to a filter"]
pub struct Condition(&'static str);

impl Expression for Condition {
    type SqlType = Bool;
}

impl<QS> SelectableExpression<QS> for Condition {}

impl<QS> AppearsOnTable<QS> for Condition {}

impl<G> ValidGrouping<G> for Condition {
    type IsAggregate = is_aggregate::Never;
}

impl<DB: Backend> QueryFragment<DB> for Condition {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

/// Conditions are told apart by their text, not by their type.
impl QueryId for Condition {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}
