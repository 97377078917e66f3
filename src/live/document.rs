//! One document from an address that is asked for by name: no credentials, no redirects, bounded.

use reqwest::Url;

use super::credentials::Environment;
use super::site::{Site, path_and_query};
use super::transport::Transport;
use super::{Limits, LiveError, site};

/// Reads what stands at an address.
///
/// # Errors
///
/// The address is none or is not safe, nothing answers there, or something else than a document does.
pub fn document(address: &str, environment: &Environment) -> Result<Vec<u8>, LiveError> {
    let wrong = || LiveError::Address { host: site::host_of(address).unwrap_or_default() };
    let url = Url::parse(address).map_err(|_| wrong())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong());
    }
    let site = Site::of(&url).map_err(|_| wrong())?;
    let host = site.host();
    let path = path_and_query(address).ok_or_else(wrong)?;
    let transport = Transport::new(site, environment, None, Limits::default())?;
    match transport.get(&path, &[]) {
        Ok(answer) if answer.status == 200 => Ok(answer.body),
        Ok(answer) => Err(LiveError::NoDocument { host, status: answer.status }),
        Err(failure) => Err(failure.error(host)),
    }
}
