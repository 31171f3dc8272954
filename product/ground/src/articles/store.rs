//! The statements over the table of pages.

use diesel::prelude::*;
use kit_base::Millis;
use kit_db::{Conn, Result};

diesel::table! {
    article (page, lang, version) {
        page -> Text,
        lang -> Text,
        version -> Integer,
        body -> Text,
        published_at -> BigInt,
        published_by -> BigInt,
    }
}

/// A version of a page in one language.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = article)]
pub(super) struct ArticleRow {
    pub page: String,
    pub lang: String,
    pub version: i32,
    pub body: String,
    pub published_at: Millis,
    pub published_by: i64,
}

/// When and by whom a version was published.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = article)]
pub(super) struct VersionRow {
    pub lang: String,
    pub version: i32,
    pub published_at: Millis,
    pub published_by: i64,
}

/// The newest version of a page in a language.
pub(super) fn newest(conn: &mut Conn, page: &str, lang: &str) -> Result<Option<ArticleRow>> {
    let all = article::table.filter(article::page.eq(page)).filter(article::lang.eq(lang));
    let newest = all.order(article::version.desc()).select(ArticleRow::as_select());
    Ok(newest.first(conn).optional()?)
}

/// This version of it.
pub(super) fn version(conn: &mut Conn, page: &str, lang: &str, version: i32) -> Result<Option<ArticleRow>> {
    let one = article::table.find((page, lang, version)).select(ArticleRow::as_select());
    Ok(one.first(conn).optional()?)
}

/// The newest `limit` versions of a page in any language, newest first.
pub(super) fn versions(conn: &mut Conn, page: &str, limit: i64) -> Result<Vec<VersionRow>> {
    let all = article::table.filter(article::page.eq(page)).order((
        article::published_at.desc(),
        article::version.desc(),
        article::lang,
    ));
    Ok(all.limit(limit).select(VersionRow::as_select()).load(conn)?)
}

/// Adds a version, in the caller's transaction. `Unique` when somebody was faster.
pub(super) fn insert(conn: &mut Conn, row: &ArticleRow) -> Result<()> {
    diesel::insert_into(article::table).values(row).execute(conn)?;
    Ok(())
}
