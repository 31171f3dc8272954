use diesel::deserialize::{self, FromSql, QueryableByName};
use diesel::pg::Pg;
use diesel::row::{Field, NamedRow, Row};
use diesel::sql_types::{BigInt, Binary, Bool, Integer, Text};
use diesel::sqlite::{Sqlite, SqliteType};

use super::Kind;

/// One value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number, of either size.
    Number(i64),
    /// Text.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// Yes or no.
    Truth(bool),
}

impl Value {
    /// The value as a column of `kind` holds it: SQLite keeps yes and no as numbers. Nothing when it does not
    /// fit there.
    pub(super) fn fit(self, kind: Kind) -> Option<Self> {
        match (&self, kind) {
            (Self::Null, _)
            | (Self::Number(_), Kind::Bigint)
            | (Self::Text(_), Kind::Text)
            | (Self::Bytes(_), Kind::Bytes)
            | (Self::Truth(_), Kind::Boolean) => Some(self),
            (Self::Number(number), Kind::Integer) => i32::try_from(*number).is_ok().then_some(self),
            (Self::Number(0), Kind::Boolean) => Some(Self::Truth(false)),
            (Self::Number(1), Kind::Boolean) => Some(Self::Truth(true)),
            _ => None,
        }
    }

    /// Bytes it takes in memory, roughly.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len() + 32,
            Self::Bytes(bytes) => bytes.len() + 32,
            _ => 32,
        }
    }
}

/// A row whose columns are known only when it comes.
pub(super) struct Cells(pub(super) Vec<Value>);

/// The numbers by which PostgreSQL names its types (`pg_type.dat`).
mod oid {
    pub(super) const BOOL: u32 = 16;
    pub(super) const BYTEA: u32 = 17;
    pub(super) const INT8: u32 = 20;
    pub(super) const INT4: u32 = 23;
    pub(super) const TEXT: u32 = 25;
}

impl QueryableByName<Pg> for Cells {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let value = |at: usize| -> deserialize::Result<Value> {
            let field = Row::get(row, at).ok_or("a field is missing")?;
            let Some(raw) = field.value() else { return Ok(Value::Null) };
            Ok(match raw.get_oid().get() {
                oid::INT8 => Value::Number(FromSql::<BigInt, Pg>::from_sql(raw)?),
                oid::INT4 => Value::Number(i64::from(<i32 as FromSql<Integer, Pg>>::from_sql(raw)?)),
                oid::TEXT => Value::Text(FromSql::<Text, Pg>::from_sql(raw)?),
                oid::BYTEA => Value::Bytes(FromSql::<Binary, Pg>::from_sql(raw)?),
                oid::BOOL => Value::Truth(FromSql::<Bool, Pg>::from_sql(raw)?),
                _ => return Err("a type that cannot be copied".into()),
            })
        };
        (0..row.field_count()).map(value).collect::<deserialize::Result<_>>().map(Self)
    }
}

impl QueryableByName<Sqlite> for Cells {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let value = |at: usize| -> deserialize::Result<Value> {
            let field = Row::get(row, at).ok_or("a field is missing")?;
            let Some(raw) = field.value() else { return Ok(Value::Null) };
            Ok(match raw.value_type() {
                None => Value::Null,
                Some(SqliteType::Long | SqliteType::Integer | SqliteType::SmallInt) => {
                    Value::Number(FromSql::<BigInt, Sqlite>::from_sql(raw)?)
                }
                Some(SqliteType::Text) => Value::Text(FromSql::<Text, Sqlite>::from_sql(raw)?),
                Some(SqliteType::Binary) => Value::Bytes(FromSql::<Binary, Sqlite>::from_sql(raw)?),
                Some(_) => return Err("a type that cannot be copied".into()),
            })
        };
        (0..row.field_count()).map(value).collect::<deserialize::Result<_>>().map(Self)
    }
}
