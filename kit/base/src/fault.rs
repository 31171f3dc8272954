//! Taking one control out, so that the attack it stands against can be shown to succeed without it: a test that
//! passes either way proves nothing.
//!
//! Only builds with the feature `fault` have this. In all others [`is_out`] is a constant, and what stands behind it
//! is not compiled.

/// Names the control that is taken out of this process.
#[cfg(feature = "fault")]
pub const VARIABLE: &str = "QUERIST_FAULT";

/// Whether `control` is taken out of this process: the environment names it when it is first asked for.
#[cfg(feature = "fault")]
#[expect(clippy::disallowed_methods, reason = "no setting: it is there in builds for tests alone")]
pub fn is_out(control: &str) -> bool {
    static OUT: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    OUT.get_or_init(|| std::env::var(VARIABLE).unwrap_or_default()) == control
}

/// Whether `control` is taken out of this process: never.
#[cfg(not(feature = "fault"))]
pub const fn is_out(_: &str) -> bool {
    false
}
