/// Which way a list is read from its cursor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Towards the end of the list's order.
    Forward,
    /// Back towards its start.
    Back,
}

/// One page of a list that is read by key, never by offset: so its cost is the same on the first page and
/// on the ten-thousandth, and rows that arrive meanwhile move nothing.
#[derive(Debug, Clone)]
pub struct KeysetPage<T> {
    /// The rows, in the list's order.
    pub rows: Vec<T>,
    /// Whether there is something before the first row.
    pub has_before: bool,
    /// Whether there is something after the last row.
    pub has_after: bool,
}

impl<T> KeysetPage<T> {
    /// Makes a page from up to `size + 1` rows as the database gave them: in the list's order when read
    /// forward, in reverse when read back. `from_cursor` says whether the reading began at a cursor.
    pub fn from_read(mut rows: Vec<T>, size: usize, direction: Direction, from_cursor: bool) -> Self {
        let more = rows.len() > size;
        rows.truncate(size);
        match direction {
            Direction::Forward => Self { rows, has_before: from_cursor, has_after: more },
            Direction::Back => {
                rows.reverse();
                Self { rows, has_before: more, has_after: from_cursor }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_knows_its_neighbours() {
        let first = KeysetPage::from_read(vec![1, 2, 3], 2, Direction::Forward, false);
        assert_eq!((first.rows, first.has_before, first.has_after), (vec![1, 2], false, true));
        let back = KeysetPage::from_read(vec![4, 3], 2, Direction::Back, true);
        assert_eq!((back.rows, back.has_before, back.has_after), (vec![3, 4], false, true));
    }
}
