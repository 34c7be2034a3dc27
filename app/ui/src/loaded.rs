//! A page that needs data: shown when the data is there, an error page when it cannot be had.

use crate::error_page::ErrorPage;
use app_kernel::Failure;
use leptos::prelude::*;

/// The view `show` makes of `data`, once it has arrived; a failure becomes the error page of its status.
///
/// The one place where a page waits, so that no page has two boundaries (leptos-rs/leptos#4578).
pub fn loaded<T, V>(
    data: OnceResource<Result<T, Failure>>,
    show: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    view! {
        <Suspense>
            {move || {
                let show = show.clone();
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
