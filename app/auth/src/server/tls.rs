//! TLS to other programs: providers of messages and of logins.

use std::sync::Arc;
use ureq::tls::{Certificate, RootCerts, TlsConfig, TlsProvider};

/// TLS with the authorities that the system trusts, as to the database.
pub(super) fn config() -> TlsConfig {
    let found = rustls_native_certs::load_native_certs();
    let trusted = found
        .certs
        .iter()
        .map(|der| Certificate::from_der(der).to_owned());
    TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(RootCerts::Specific(Arc::new(trusted.collect())))
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build()
}
