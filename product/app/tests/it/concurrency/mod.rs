//! Many at once, on both engines: nothing is given twice, nothing is skipped, and what is counted stays true.

mod followers;
mod writers;
