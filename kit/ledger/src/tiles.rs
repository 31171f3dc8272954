//! Names of tiles and entry bundles, as C2SP tlog-tiles says.

/// Hashes in a tile, entries in a bundle.
pub(crate) const WIDTH: u64 = 256;

/// What a tile holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Level {
    /// Entries.
    Entries,
    /// Hashes over `256^level` entries each.
    Hashes(u8),
}

/// One tile or bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Tile {
    pub(crate) level: Level,
    pub(crate) n: u64,
    /// 1 to 256.
    pub(crate) width: u64,
}

impl Tile {
    /// Its path below the stream's directory.
    pub(crate) fn path(&self) -> String {
        let mut number = format!("{:03}", self.n % 1000);
        let mut rest = self.n / 1000;
        while rest > 0 {
            number = format!("x{:03}/{number}", rest % 1000);
            rest /= 1000;
        }
        let level = match self.level {
            Level::Entries => "entries".to_owned(),
            Level::Hashes(level) => level.to_string(),
        };
        let partial = if self.width == WIDTH { String::new() } else { format!(".p/{}", self.width) };
        format!("tile/{level}/{number}{partial}")
    }

    /// The tile with this path, if it is one.
    pub(crate) fn parse(path: &str) -> Option<Self> {
        let rest = path.strip_prefix("tile/")?;
        let (level, rest) = rest.split_once('/')?;
        let level = if level == "entries" { Level::Entries } else { Level::Hashes(level.parse().ok()?) };
        let (number, width) = match rest.split_once(".p/") {
            Some((number, width)) => (number, width.parse().ok()?),
            None => (rest, WIDTH),
        };
        let mut n: u64 = 0;
        for part in number.split('/') {
            let digits = part.strip_prefix('x').unwrap_or(part);
            n = n.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let tile = Self { level, n, width };
        // Only the one way of writing it counts.
        (tile.path() == path && (1..=WIDTH).contains(&width)).then_some(tile)
    }
}

/// The partial tiles and the partial bundle of a tree of `size` entries.
pub(crate) fn partial(size: u64) -> Vec<Tile> {
    let mut all = Vec::new();
    let bundle = size % WIDTH;
    if bundle > 0 {
        all.push(Tile { level: Level::Entries, n: size / WIDTH, width: bundle });
    }
    let (mut level, mut hashes) = (0, size);
    while hashes > 0 {
        if hashes % WIDTH > 0 {
            all.push(Tile { level: Level::Hashes(level), n: hashes / WIDTH, width: hashes % WIDTH });
        }
        hashes /= WIDTH;
        level += 1;
    }
    all
}

/// How many full tiles of this level a tree of `size` entries has.
pub(crate) fn full(level: u8, size: u64) -> u64 {
    size.checked_shr(8 * (u32::from(level) + 1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_those_of_the_standard() {
        let tile = |level, n, width| Tile { level, n, width };
        for (one, path) in [
            (tile(Level::Hashes(0), 1_234_067, 256), "tile/0/x001/x234/067"),
            (tile(Level::Hashes(2), 0, 1), "tile/2/000.p/1"),
            (tile(Level::Entries, 999, 256), "tile/entries/999"),
            (tile(Level::Entries, 1000, 7), "tile/entries/x001/000.p/7"),
        ] {
            assert_eq!(one.path(), path);
            assert_eq!(Tile::parse(path), Some(one));
        }
        for none in [
            "tile/0/0",
            "tile/0/x000/001",
            "tile/00/001",
            "tile/0/001.p/0",
            "tile/0/001.p/256",
            "tile/0/001.p/07",
        ] {
            assert_eq!(Tile::parse(none), None, "{none}");
        }
    }

    #[test]
    fn the_example_of_the_standard_has_these_tiles() {
        // "a tree of size 70,000 will be represented by 273 full level 0 tiles, one partial level 0 tile of
        // width 112, one full level 1 tile, one partial level 1 tile of width 17, and one partial level 2
        // tile of width 1"
        assert_eq!((full(0, 70_000), full(1, 70_000), full(2, 70_000)), (273, 1, 0));
        let paths: Vec<String> = partial(70_000).iter().map(Tile::path).collect();
        assert_eq!(
            paths,
            ["tile/entries/273.p/112", "tile/0/273.p/112", "tile/1/001.p/17", "tile/2/000.p/1"]
        );
        assert_eq!(partial(256).iter().map(Tile::path).collect::<Vec<_>>(), ["tile/1/000.p/1"]);
        assert!(partial(0).is_empty());
    }
}
