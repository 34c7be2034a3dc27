//! What the page of the member's sessions asks for.

use super::device::Devices;
use app_kernel::Failure;

/// Loads the sessions of the member who is looking.
#[cfg(feature = "ssr")]
pub(super) async fn load() -> Result<Devices, Failure> {
    crate::server::sessions::own_devices().await
}

/// Pages are made on the server. What a script may ask is `GET /api/auth/sessions`, so this is no server function.
#[cfg(not(feature = "ssr"))]
pub(super) fn load() -> std::future::Ready<Result<Devices, Failure>> {
    std::future::ready(Err(Failure::Internal))
}
