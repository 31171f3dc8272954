//! What keys are for.

/// What a key is for; each has its own wrapping key in every epoch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Domain {
    /// A client: identity, and mail as it came in.
    Client,
    /// A request: what was asked and answered.
    Request,
    /// One attached file.
    File,
    /// A member of staff: name and address.
    Staff,
}

impl Domain {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Client, Self::Request, Self::File, Self::Staff];

    /// The number that stands for it in the ring and in what is bound; never given to another.
    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Client => 1,
            Self::Request => 2,
            Self::File => 3,
            Self::Staff => 4,
        }
    }
}

/// What a wrapping key wraps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wraps {
    /// Keys of one domain, by its code.
    Keys(i32),
    /// Named secrets.
    Secrets,
}

impl Wraps {
    /// Names in the epochs file, in the order of their codes.
    pub(crate) const NAMES: [&'static str; 5] = ["client", "request", "file", "staff", "secret"];

    /// 1 to 5.
    pub(crate) fn code(self) -> i32 {
        match self {
            Self::Keys(domain) => domain,
            Self::Secrets => 5,
        }
    }
}
