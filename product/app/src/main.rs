//! The program.

fn main() -> std::process::ExitCode {
    querist::cli::run()
}
