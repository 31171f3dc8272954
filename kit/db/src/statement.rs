//! Statements written out that are prepared once for each connection.

use std::marker::PhantomData;

use diesel::backend::Backend;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::serialize::ToSql;
use diesel::sql_types::{HasSqlType, Untyped};
use diesel::{QueryResult, RunQueryDsl};

/// A statement in SQL that Diesel's language cannot say, the same text for both engines: `ON CONFLICT`, sums
/// of cases. Used as `diesel::sql_query` is, with one difference: the connection prepares it once and keeps
/// it, where `sql_query` has it read and planned anew each time.
///
/// The text is part of the program, so no value can get into it; values are bound. `$1`, `$2` … appear first
/// in this order: see [`Conn`](crate::Conn).
pub fn statement(text: &'static str) -> Statement {
    Statement(text)
}

/// A statement without values yet. See [`statement`].
#[derive(Debug, Clone, Copy)]
#[must_use = "a statement does something when it is executed or loaded"]
pub struct Statement(&'static str);

/// A statement and one more bound value.
#[derive(Debug, Clone, Copy)]
#[must_use = "a statement does something when it is executed or loaded"]
pub struct Bound<S, V, ST> {
    statement: S,
    value: V,
    kind: PhantomData<ST>,
}

impl Statement {
    /// Binds the first value, of the SQL type `ST`.
    pub fn bind<ST, V>(self, value: V) -> Bound<Self, V, ST> {
        Bound { statement: self, value, kind: PhantomData }
    }
}

impl<S, V, ST> Bound<S, V, ST> {
    /// Binds the next value, of the SQL type `ST2`.
    pub fn bind<ST2, V2>(self, value: V2) -> Bound<Self, V2, ST2> {
        Bound { statement: self, value, kind: PhantomData }
    }
}

impl<DB: Backend> QueryFragment<DB> for Statement {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

impl<S, V, ST, DB> QueryFragment<DB> for Bound<S, V, ST>
where
    DB: Backend + HasSqlType<ST>,
    S: QueryFragment<DB>,
    V: ToSql<ST, DB>,
{
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        self.statement.walk_ast(out.reborrow())?;
        out.push_bind_param_value_only(&self.value)
    }
}

/// Statements are told apart by their text, not by their type.
impl QueryId for Statement {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<S, V, ST> QueryId for Bound<S, V, ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Statement {
    type SqlType = Untyped;
}

impl<S, V, ST> Query for Bound<S, V, ST> {
    type SqlType = Untyped;
}

impl<C> RunQueryDsl<C> for Statement {}

impl<C, S, V, ST> RunQueryDsl<C> for Bound<S, V, ST> {}
