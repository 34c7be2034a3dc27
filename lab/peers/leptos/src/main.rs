//! The shop as a Leptos app in islands mode, from memory: no session, no database after the start, and every page is rendered
//! anew. As with the other peers, no page has an island; so none names the scripts that would wake islands up.
//!
//!     DATABASE_URL=postgres://… PORT=3005 RUSTFLAGS= cargo run --release -p peer-leptos
//!
//! Without `RUSTFLAGS=` it would be built as the workspace around it says, with erased components, and be slower.
//!
//! Environment: `PORT`, `DATABASE_URL`, `WORKERS`; `COMPRESSION=1`; `ORIGIN` if it is not that port of `cfmall.localhost`.

mod app;
mod cards;
mod front;
mod layout;
mod listing;
mod product;

use std::sync::Arc;

use anyhow::Result;
use axum::Router;
use leptos::prelude::*;
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions_and_ssg_and_context};
use peer_shop::{Address, memory::Memory, run, serve};

use app::{App, Origin, shell};

fn main() -> Result<()> {
    run(async {
        let address = Address::from_environment()?;
        let memory = Arc::new(Memory::load().await?);
        let origin = Origin(address.origin.as_str().into());
        let context = move || {
            provide_context(Arc::clone(&memory));
            provide_context(origin.clone());
        };
        let options = LeptosOptions::builder().output_name("cfmall").build();
        let (pages, _) = generate_route_list_with_exclusions_and_ssg_and_context(App, None, context.clone());
        let router = Router::new()
            .leptos_routes_with_context(&options, pages, context.clone(), {
                let options = options.clone();
                move || shell(options.clone())
            })
            .fallback(leptos_axum::file_and_error_handler_with_context::<LeptosOptions, _>(context, shell))
            .with_state(options);
        serve(router, &address).await
    })
}
