//! How an address is shown.

use super::{model::Address, region::full_name};
use app_kernel::Locale;
use leptos::prelude::*;

/// An address in two lines: who, and where.
#[component]
pub(crate) fn AddressLines(
    /// The address.
    address: Address,
) -> impl IntoView {
    let phone = address.masked_phone();
    view! {
        <p class="address__who" translate="no">
            <bdi>{address.recipient}</bdi>
            " "
            <span class="address__phone">{phone}</span>
        </p>
        <p class="address__where" translate="no">
            <span lang=Locale::ZhCn.tag()>{full_name(&address.district)}</span>
            " "
            <bdi>{address.street}</bdi>
        </p>
    }
}
