//! A page that needs data: shown when the data is there, an error page when it cannot be had.

use crate::error_page::ErrorPage;
use app_kernel::Failure;
use futures::FutureExt;
use leptos::prelude::*;

/// The view `show` makes of what `load` comes to; a failure becomes the error page of its status.
///
/// The one place where a page waits, so that no page has two boundaries (leptos-rs/leptos#4578). The data is awaited by the
/// page itself and not by a resource, which leptos would load in a task of its own: a visitor who hangs up takes the page
/// with them, and the database stops working for it.
pub fn loaded<T, V>(
    load: impl Future<Output = Result<T, Failure>> + Send + 'static,
    show: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    // Leptos asks for the view more than once; it is loaded once.
    let data = load.shared();
    view! {
        <Suspense>
            {move || {
                let (data, show) = (data.clone(), show.clone());
                Suspend::new(async move {
                    match data.await {
                        Ok(data) => show(data).into_any(),
                        Err(failure) => view! { <ErrorPage status=failure.status() /> }.into_any(),
                    }
                })
            }}
        </Suspense>
    }
}
