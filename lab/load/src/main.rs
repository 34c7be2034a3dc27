//! The load generator as a program of its own: prints one line of JSON.

use anyhow::Result;

// One thread: the other core is for the server and its database.
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let Some(options) = load::parse(std::env::args().skip(1))? else {
        print!("{}", load::HELP);
        return Ok(());
    };
    println!("{}", load::run(&options).await?);
    Ok(())
}
