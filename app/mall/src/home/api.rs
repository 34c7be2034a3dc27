//! Server functions of the front page.

use super::model::Front;
use app_kernel::Failure;
use leptos::prelude::*;
use leptos::server_fn::codec::GetUrl;

/// Everything the front page shows.
#[server(prefix = "/api/mall", endpoint = "front", input = GetUrl)]
pub async fn load_front() -> Result<Front, Failure> {
    Ok(super::server::front().await?.answer.data.clone())
}
