//! The wire: GET, and the one POST that asks for a token; TLS, proxies, no redirects; answers that are bounded in size and
//! time.

use std::error::Error as _;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::HeaderMap;
use reqwest::{NoProxy, Proxy, RequestBuilder, Response};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject as _;
use tokio::runtime::{Builder, Runtime};

use super::credentials::{Environment, Proxy as ProxyOfSdks};
use super::pace::Allowance;
use super::site::{Site, TOKEN};
use super::{Limits, LiveError, Slowness};

/// A header to send.
pub(super) type Header = (&'static str, String);

/// Sends requests to one org.
pub(super) struct Transport {
    client: reqwest::Client,
    runtime: Runtime,
    pub(super) site: Site,
    limits: Limits,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) allowance: Allowance,
    pub(super) headers: HeaderMap,
}

impl Answer {
    /// The text of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}

/// Why nothing came back.
pub(super) enum Failure {
    /// It may come when it is tried again.
    Broken(String),
    /// It took too long; it may be quicker when it is tried again.
    Slow(Slowness, Duration),
    /// It never will.
    Fatal(LiveError),
}

impl Failure {
    /// The error of a failure after which nothing is tried again.
    pub(super) fn error(self, host: String) -> LiveError {
        match self {
            Self::Broken(why) => LiveError::Connection { host, why },
            Self::Slow(what, limit) => LiveError::Slow { host, what, limit },
            Self::Fatal(error) => error,
        }
    }
}

impl Transport {
    /// With the proxy and the certificates that the environment names.
    pub(super) fn new(
        site: Site,
        environment: &Environment,
        own: Option<&ProxyOfSdks>,
        limits: Limits,
    ) -> Result<Self, LiveError> {
        let is_safe = site.origin().starts_with("https:");
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("leastwise/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .https_only(is_safe)
            .connect_timeout(limits.silence)
            .read_timeout(limits.silence)
            .referer(false)
            .no_proxy()
            .tls_backend_preconfigured(tls(environment, is_safe)?);
        if let Some(proxy) = proxy(environment, own)? {
            builder = builder.proxy(proxy);
        }
        let client = builder.build().map_err(|_| LiveError::Machine("HTTP cannot be set up"))?;
        let runtime = Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|_| LiveError::Machine("the system gives it no way to wait"))?;
        Ok(Self { client, runtime, site, limits })
    }

    /// Reads a path of the org.
    pub(super) fn get(&self, path: &str, headers: &[Header]) -> Result<Answer, Failure> {
        self.send(self.client.get(self.site.at(path)).header("accept", "application/json"), headers)
    }

    /// Asks for a token.
    pub(super) fn token(&self, form: String, headers: &[Header]) -> Result<Answer, Failure> {
        let request = self.client.post(self.site.at(TOKEN)).body(form);
        let request = request.header("accept", "application/json");
        self.send(request.header("content-type", "application/x-www-form-urlencoded"), headers)
    }

    fn send(&self, request: RequestBuilder, headers: &[Header]) -> Result<Answer, Failure> {
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, value));
        let answer = async {
            let response = request.send().await.map_err(|error| self.failure(error))?;
            let status = response.status().as_u16();
            let headers = response.headers().clone();
            let allowance = allowance(&headers);
            let body = self.body(response).await?;
            Ok(Answer { status, body, allowance, headers })
        };
        self.runtime.block_on(in_time(self.limits.answer, answer))
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, Failure> {
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(|error| self.failure(error))? {
            body.extend_from_slice(&part);
            let limit = self.limits.answer_bytes;
            if body.len() > limit {
                return Err(Failure::Fatal(LiveError::TooLarge { host: self.site.host(), limit }));
            }
        }
        Ok(body)
    }

    /// What an error of the connection means.
    fn failure(&self, error: reqwest::Error) -> Failure {
        let error = error.without_url();
        let mut why = error.to_string();
        let mut cause = error.source();
        while let Some(inner) = cause {
            if let Some(tls) = of_tls(inner) {
                return Failure::Fatal(LiveError::Tls { host: self.site.host(), why: tls.to_string() });
            }
            why = inner.to_string();
            cause = inner.source();
        }
        if error.is_timeout() {
            return Failure::Slow(Slowness::Silent, self.limits.silence);
        }
        Failure::Broken(why)
    }
}

/// What an answer is when it is complete within the limit.
async fn in_time<A>(limit: Duration, answer: impl Future<Output = Result<A, Failure>>) -> Result<A, Failure> {
    let complete = tokio::time::timeout(limit, answer).await;
    complete.unwrap_or(Err(Failure::Slow(Slowness::Unfinished, limit)))
}

/// The error of TLS that another error is or wraps; errors of input and output may wrap it several times.
fn of_tls<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    let inner = || error.downcast_ref::<io::Error>()?.get_ref();
    error.downcast_ref().or_else(|| of_tls(inner()?))
}

/// Trusts the certificates in the file that `SSL_CERT_FILE` names, else those of the machine; without TLS these need not
/// be read.
fn tls(environment: &Environment, is_safe: bool) -> Result<rustls::ClientConfig, LiveError> {
    let mut roots = rustls::RootCertStore::empty();
    match environment.variables.get("SSL_CERT_FILE").filter(|path| !path.is_empty()) {
        Some(path) => {
            let unreadable = || LiveError::File {
                path: path.into(),
                error: io::Error::other("it holds no certificates in PEM"),
            };
            let certificates = CertificateDer::pem_file_iter(path).map_err(|_| unreadable())?;
            let found: Vec<_> = certificates.collect::<Result<_, _>>().map_err(|_| unreadable())?;
            if roots.add_parsable_certificates(found).0 == 0 {
                return Err(unreadable());
            }
        }
        None if is_safe => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
        None => {}
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let builder = builder.map_err(|_| LiveError::Machine("TLS cannot be set up"))?;
    Ok(builder.with_root_certificates(roots).with_no_client_auth())
}

/// The proxy that the settings of the SDKs or the usual variables name.
fn proxy(environment: &Environment, own: Option<&ProxyOfSdks>) -> Result<Option<Proxy>, LiveError> {
    let variable = |name: &str| {
        let lower = environment.variables.get(&name.to_lowercase());
        lower.or_else(|| environment.variables.get(name)).filter(|value| !value.is_empty())
    };
    // What is wrong with it could quote its password.
    let wrong = |_| LiveError::Credentials("the URL of the proxy cannot be read".to_owned());
    let proxy = match own {
        Some(own) => {
            let proxy = Proxy::all(&own.url).map_err(wrong)?;
            match &own.login {
                Some((user, password)) => proxy.basic_auth(user, password),
                None => proxy,
            }
        }
        None => match variable("HTTPS_PROXY").or_else(|| variable("ALL_PROXY")) {
            Some(url) => Proxy::all(url).map_err(wrong)?,
            None => return Ok(None),
        },
    };
    Ok(Some(proxy.no_proxy(variable("NO_PROXY").and_then(|list| NoProxy::from_string(list)))))
}

fn allowance(headers: &HeaderMap) -> Allowance {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let moment = |text: &str| rfc2822::parse(text).map(|moment| moment.timestamp().as_second()).ok();
    let date = text("date").and_then(moment);
    let retry_after = text("retry-after").and_then(|text| {
        let until = |moment: i64| u64::try_from(moment - date.unwrap_or(moment)).ok();
        text.parse().ok().or_else(|| until(moment(text)?))
    });
    // Some answers list the limits of several buckets: the first counts.
    let number = |name: &str| text(name).and_then(|text| text.split(',').next()?.trim().parse::<i64>().ok());
    Allowance {
        limit: number("x-rate-limit-limit").and_then(|limit| u64::try_from(limit).ok()),
        remaining: number("x-rate-limit-remaining").and_then(|left| u64::try_from(left).ok()),
        reset: number("x-rate-limit-reset"),
        retry_after,
        date,
    }
}

/// How far the clock of the org is ahead of another, in seconds.
pub(super) fn skew(allowance: &Allowance, now: Timestamp) -> Option<i64> {
    Some(allowance.date? - now.as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_ANSWER_SECONDS;

    #[test]
    fn an_answer_is_waited_for_up_to_its_limit() {
        for (seconds, is_in_time) in
            [(MAX_ANSWER_SECONDS - 1, true), (MAX_ANSWER_SECONDS, true), (MAX_ANSWER_SECONDS + 1, false)]
        {
            // The clock stands still, and jumps to what is waited for.
            let runtime = Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
            let answer = async {
                tokio::time::sleep(Duration::from_secs(seconds)).await;
                Ok(())
            };
            let limit = Limits::default().answer;
            let result = runtime.block_on(async { in_time(limit, answer).await });
            match result {
                Ok(()) => assert!(is_in_time, "{seconds}"),
                Err(Failure::Slow(Slowness::Unfinished, told)) => {
                    assert!(!is_in_time && told == limit, "{seconds}");
                }
                Err(failure) => panic!("{}", failure.error("acme.okta.com".to_owned())),
            }
        }
    }
}
