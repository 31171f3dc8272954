//! The program.

/// Pages and statements are many small pieces, made and dropped by several threads: see `docs/adr/0008`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    querist::cli::run()
}
