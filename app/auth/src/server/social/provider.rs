//! A provider of OpenID Connect: what is known of it, and what it says of whoever comes back from it.

use super::{
    browser::Derived,
    http::{Http, HttpError},
    person::{Person, person, verified},
};
use crate::social::failure::SocialFailure;
use app_kernel::Locale;
use openidconnect::{
    AdditionalProviderMetadata, AuthType, AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret,
    CsrfToken, DiscoveryError, EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, LanguageTag, Nonce,
    PkceCodeChallenge, PkceCodeVerifier, ProviderMetadata, RedirectUrl, RequestTokenError, Scope,
    SignatureVerificationError,
    core::{
        CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreClaimName, CoreClaimType, CoreClient,
        CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
        CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::sync::Mutex;
use url::Url;

/// A provider at which members may log in, and by what it knows us.
#[derive(Clone, Debug)]
pub struct SocialProvider {
    /// The word in addresses and in the configuration: small letters, digits and `-`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Its issuer, exactly as it writes it: `/.well-known/openid-configuration` below it says the rest.
    pub issuer: String,
    /// The name by which it knows us.
    pub client_id: String,
    /// The secret that goes with it.
    pub client_secret: SecretString,
}

/// What we ask of a provider's metadata besides the usual.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
struct Further {
    /// Whether each answer says from whom it is (RFC 9207 §3).
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl AdditionalProviderMetadata for Further {}

type Metadata = ProviderMetadata<
    Further,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// A client that knows where to go, and what answers must look like.
pub(super) type Connected = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// How long what a provider says of itself is taken to hold.
const KNOWN_FOR: Duration = Duration::from_hours(1);
/// Keys that are older than this are asked for again when a token is signed with one that is not among them.
const KEYS_HOLD: Duration = Duration::from_secs(1);
/// After a provider has not answered, nobody else waits for it for so long.
const AWAY_FOR: Duration = Duration::from_secs(3);
/// What a provider has said of itself, and when.
#[derive(Clone)]
struct Known {
    metadata: Arc<Metadata>,
    at: Instant,
}

/// The last time that a provider was asked about itself.
#[derive(Clone, Default)]
enum Asked {
    #[default]
    Never,
    Answered(Known),
    Away(Instant),
}

/// One attempt at the provider.
pub(super) struct Attempt<'a> {
    pub(super) state: &'a str,
    pub(super) derived: &'a Derived,
    pub(super) locale: Locale,
    /// Whether the login at the provider must be a new one.
    pub(super) fresh: bool,
}

/// What is known of a provider.
pub(in crate::server) struct Provider {
    pub(in crate::server) told: SocialProvider,
    redirect: RedirectUrl,
    http: Http,
    asked: Mutex<Asked>,
}

impl Provider {
    /// The provider, which sends browsers back to `redirect`. It is asked about itself when somebody goes there.
    pub(super) fn new(told: SocialProvider, redirect: Url) -> Self {
        Self {
            told,
            redirect: RedirectUrl::from_url(redirect),
            http: Http::new(),
            asked: Mutex::default(),
        }
    }

    /// The address at which somebody logs in there.
    pub(super) async fn address(&self, attempt: &Attempt<'_>) -> Result<Url, SocialFailure> {
        let known = self.known(KNOWN_FOR).await?;
        let client = self.client(&known.metadata);
        let verifier = PkceCodeVerifier::new(attempt.derived.verifier.expose_secret().to_owned());
        let (state, nonce) = (attempt.state.to_owned(), attempt.derived.nonce.clone());
        let mut request = client
            .authorize_url(
                CoreAuthenticationFlow::AuthorizationCode,
                || CsrfToken::new(state),
                || Nonce::new(nonce),
            )
            // Names only, to suggest them. No e-mail address: nobody is recognised by one.
            .add_scope(Scope::new("profile".to_owned()))
            .add_ui_locale(LanguageTag::new(attempt.locale.tag().to_owned()))
            .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier));
        if attempt.fresh {
            request = request
                .add_prompt(CoreAuthPrompt::Login)
                .set_max_age(Duration::ZERO);
        }
        Ok(request.url().0)
    }

    /// Fails unless an answer is from this provider, as far as it says from whom it is (RFC 9207 §2.4).
    pub(super) async fn check_issuer(&self, said: Option<&str>) -> Result<(), SocialFailure> {
        match said {
            Some(said) if said == self.told.issuer => Ok(()),
            Some(_) => Err(SocialFailure::WrongIssuer),
            None => {
                let known = self.known(KNOWN_FOR).await?;
                let further = known.metadata.additional_metadata();
                if further.authorization_response_iss_parameter_supported {
                    Err(SocialFailure::WrongIssuer)
                } else {
                    Ok(())
                }
            }
        }
    }

    /// Whoever the code is for.
    pub(super) async fn identify(&self, code: &str, derived: &Derived) -> Result<Person, SocialFailure> {
        let known = self.known(KNOWN_FOR).await?;
        let client = self.client(&known.metadata);
        let token = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(|error| self.unusable(&error))?
            .set_pkce_verifier(PkceCodeVerifier::new(derived.verifier.expose_secret().to_owned()))
            .request_async(&self.http)
            .await
            .map_err(|error| self.not_exchanged(&error))?;
        let nonce = Nonce::new(derived.nonce.clone());
        let claims = match verified(&client, &token, &nonce) {
            // The provider may have new keys.
            Err(ClaimsVerificationError::SignatureVerification(
                SignatureVerificationError::NoMatchingKey,
            )) if known.at.elapsed() > KEYS_HOLD => {
                let known = self.known(KEYS_HOLD).await?;
                verified(&self.client(&known.metadata), &token, &nonce)
            }
            claims => claims,
        };
        claims
            .map(|claims| person(&claims))
            .map_err(|error| self.not_verified(&error))
    }

    fn client(&self, metadata: &Metadata) -> Connected {
        let client = CoreClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.told.client_id.clone()),
            Some(ClientSecret::new(
                self.told.client_secret.expose_secret().to_owned(),
            )),
        );
        // What is said without is `client_secret_basic` (OpenID Connect Discovery §3).
        let by_form = metadata
            .token_endpoint_auth_methods_supported()
            .is_some_and(|methods| !methods.contains(&CoreClientAuthMethod::ClientSecretBasic));
        client
            .set_redirect_uri(self.redirect.clone())
            .set_auth_type(if by_form {
                AuthType::RequestBody
            } else {
                AuthType::BasicAuth
            })
    }

    /// What the provider says of itself, not longer ago than this.
    async fn known(&self, at_most: Duration) -> Result<Known, SocialFailure> {
        // Whoever comes meanwhile waits for the same answer.
        let mut asked = self.asked.lock().await;
        match &*asked {
            Asked::Answered(known) if known.at.elapsed() <= at_most => return Ok(known.clone()),
            Asked::Away(at) if at.elapsed() <= AWAY_FOR => return Err(SocialFailure::Away),
            _ => {}
        }
        match self.discover().await {
            Ok(metadata) => {
                let known = Known {
                    metadata: Arc::new(metadata),
                    at: Instant::now(),
                };
                *asked = Asked::Answered(known.clone());
                Ok(known)
            }
            Err(reason) => {
                tracing::error!(provider = self.told.name, reason, "a provider cannot be used");
                *asked = Asked::Away(Instant::now());
                Err(SocialFailure::Away)
            }
        }
    }

    async fn discover(&self) -> Result<Metadata, String> {
        let issuer = IssuerUrl::new(self.told.issuer.clone()).map_err(|error| error.to_string())?;
        let metadata = Metadata::discover_async(issuer.clone(), &self.http)
            .await
            .map_err(|error| match error {
                DiscoveryError::Request(error) => error.to_string(),
                DiscoveryError::Response(_, _, reason) => reason,
                error => error.to_string(),
            })?;
        let token = metadata.token_endpoint().ok_or("it names no token endpoint")?;
        let same_scheme = |url: &Url| url.scheme() == issuer.url().scheme() || url.scheme() == "https";
        if ![token.url(), metadata.jwks_uri().url()]
            .into_iter()
            .all(same_scheme)
        {
            return Err("it names addresses without TLS".to_owned());
        }
        // Our pages let forms lead to this origin and no other (Content-Security-Policy, form-action).
        if metadata.authorization_endpoint().url().origin() != issuer.url().origin() {
            return Err("its login is at another origin than its issuer".to_owned());
        }
        Ok(metadata)
    }

    fn unusable(&self, error: &dyn std::error::Error) -> SocialFailure {
        tracing::error!(provider = self.told.name, %error, "a provider cannot be used");
        SocialFailure::Away
    }

    /// What was sent or answered is never in the log: there are codes and tokens in it.
    fn not_exchanged<E>(&self, error: &RequestTokenError<HttpError, E>) -> SocialFailure
    where
        E: openidconnect::ErrorResponse,
    {
        let provider = &self.told.name;
        match error {
            RequestTokenError::Request(error) => {
                tracing::error!(provider, %error, "a provider cannot be used");
                SocialFailure::Away
            }
            RequestTokenError::ServerResponse(_) => {
                tracing::warn!(provider, "a provider does not take a code");
                SocialFailure::Invalid
            }
            RequestTokenError::Parse(..) | RequestTokenError::Other(_) => {
                tracing::error!(provider, "what a provider answers to a code cannot be read");
                SocialFailure::Invalid
            }
        }
    }

    fn not_verified(&self, error: &ClaimsVerificationError) -> SocialFailure {
        tracing::warn!(provider = self.told.name, %error, "what a provider says of somebody is not valid");
        match error {
            ClaimsVerificationError::InvalidIssuer(_) => SocialFailure::WrongIssuer,
            _ => SocialFailure::Invalid,
        }
    }
}
