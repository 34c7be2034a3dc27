//! The suite as a program of its own.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match conformance::program::run(std::env::args().skip(1)).await {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::from(2)
        }
    }
}
