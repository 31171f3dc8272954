/// Declares the type of a table's row id: an `i64` that cannot be mistaken for another table's.
///
/// ```
/// kit_db::id_type!(pub ClientId, "Names a client.");
/// diesel::table! { client (id) { id -> BigInt, } }
/// use diesel::prelude::*;
/// let _query = client::table.filter(client::id.eq(ClientId(7)));
/// ```
///
/// The type is bound in and read from `BIGINT` columns on both engines. The crate that uses this macro needs
/// `diesel` among its dependencies.
#[macro_export]
macro_rules! id_type {
    ($vis:vis $name:ident, $doc:literal) => {
        #[doc = $doc]
        #[derive(
            Debug,
            Clone,
            Copy,
            PartialEq,
            Eq,
            PartialOrd,
            Ord,
            Hash,
            ::diesel::expression::AsExpression,
            ::diesel::deserialize::FromSqlRow,
        )]
        #[diesel(sql_type = ::diesel::sql_types::BigInt)]
        $vis struct $name(
            /// The number in the row.
            pub i64,
        );

        impl<DB> ::diesel::serialize::ToSql<::diesel::sql_types::BigInt, DB> for $name
        where
            DB: ::diesel::backend::Backend,
            i64: ::diesel::serialize::ToSql<::diesel::sql_types::BigInt, DB>,
        {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, DB>,
            ) -> ::diesel::serialize::Result {
                ::diesel::serialize::ToSql::<::diesel::sql_types::BigInt, DB>::to_sql(&self.0, out)
            }
        }

        impl<DB> ::diesel::deserialize::FromSql<::diesel::sql_types::BigInt, DB> for $name
        where
            DB: ::diesel::backend::Backend,
            i64: ::diesel::deserialize::FromSql<::diesel::sql_types::BigInt, DB>,
        {
            fn from_sql(bytes: DB::RawValue<'_>) -> ::diesel::deserialize::Result<Self> {
                <i64 as ::diesel::deserialize::FromSql<::diesel::sql_types::BigInt, DB>>::from_sql(bytes)
                    .map(Self)
            }
        }
    };
}
