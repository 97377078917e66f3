//! Private keys: PEM or JWK to signatures, RS256 or ES256. They are never shown.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::rsa::{KeyPairComponents, PublicKeyComponents};
use ring::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_SHA256, RsaKeyPair,
};
use rustls::pki_types::PrivateKeyDer;
use rustls::pki_types::pem::PemObject as _;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::LiveError;

/// A private key that can sign.
pub(super) struct Key {
    pair: Pair,
    /// The name of the key, where it has one.
    pub(super) id: Option<String>,
    /// The SHA-256 of the private key as it was given.
    pub(super) digest: [u8; 32],
}

enum Pair {
    Rsa(Box<RsaKeyPair>),
    Ec(Box<EcdsaKeyPair>),
}

/// A private key as JWK; numbers in base64.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    crv: Option<String>,
    kid: Option<String>,
    n: Option<String>,
    e: Option<String>,
    d: Option<String>,
    p: Option<String>,
    q: Option<String>,
    dp: Option<String>,
    dq: Option<String>,
    qi: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl Key {
    /// Reads a key.
    pub(super) fn read(text: &str) -> Result<Self, LiveError> {
        let text = text.trim();
        if text.starts_with('{') {
            let jwk =
                serde_json::from_str(text).map_err(|_| LiveError::Key("it is no JWK that can be read"))?;
            return Self::of_jwk(jwk);
        }
        // Environments often hold the line ends of a PEM file as two letters.
        let text = text.replace("\\n", "\n");
        if text.contains("ENCRYPTED") {
            return Err(LiveError::Key("it is encrypted"));
        }
        let der = PrivateKeyDer::from_pem_slice(text.as_bytes())
            .map_err(|_| LiveError::Key("it is no PEM that can be read"))?;
        let wrong = |_| LiveError::Key("it is no RSA key of 2048 bits or more");
        let digest = sha256(der.secret_der());
        let pair = match &der {
            PrivateKeyDer::Pkcs1(der) => rsa(RsaKeyPair::from_der(der.secret_pkcs1_der()).map_err(wrong)?),
            PrivateKeyDer::Pkcs8(der) => match RsaKeyPair::from_pkcs8(der.secret_pkcs8_der()) {
                Ok(pair) => rsa(pair),
                Err(_) => ec(der.secret_pkcs8_der())?,
            },
            _ => return Err(LiveError::Key("it is in a form that is not PKCS#8")),
        };
        Ok(Self { pair, id: None, digest })
    }

    /// A key of its own for one run, by which tokens are bound to it (`DPoP`).
    pub(super) fn fresh() -> Result<Self, LiveError> {
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &SystemRandom::new());
        let made = made.map_err(|_| LiveError::Machine("no key can be made"))?;
        Ok(Self { pair: ec(made.as_ref())?, id: None, digest: sha256(made.as_ref()) })
    }

    fn of_jwk(jwk: Jwk) -> Result<Self, LiveError> {
        let number = |text: &Option<String>| {
            let text = text.as_deref().ok_or(LiveError::Key("the JWK lacks a part of the private key"))?;
            URL_SAFE_NO_PAD
                .decode(text.trim_end_matches('='))
                .map_err(|_| LiveError::Key("the JWK is no base64"))
        };
        let digest = sha256(jwk.d.as_deref().unwrap_or_default().as_bytes());
        let pair = match (jwk.kty.as_str(), jwk.crv.as_deref()) {
            ("RSA", _) => {
                let public_key = PublicKeyComponents { n: number(&jwk.n)?, e: number(&jwk.e)? };
                let parts = KeyPairComponents {
                    public_key,
                    d: number(&jwk.d)?,
                    p: number(&jwk.p)?,
                    q: number(&jwk.q)?,
                    dP: number(&jwk.dp)?,
                    dQ: number(&jwk.dq)?,
                    qInv: number(&jwk.qi)?,
                };
                rsa(RsaKeyPair::from_components(&parts)
                    .map_err(|_| LiveError::Key("it is no RSA key of 2048 bits or more"))?)
            }
            ("EC", Some("P-256")) => {
                let point = [vec![4], number(&jwk.x)?, number(&jwk.y)?].concat();
                let pair = EcdsaKeyPair::from_private_key_and_public_key(
                    &ECDSA_P256_SHA256_FIXED_SIGNING,
                    &number(&jwk.d)?,
                    &point,
                    &SystemRandom::new(),
                );
                Pair::Ec(Box::new(
                    pair.map_err(|_| LiveError::Key("the parts of the JWK do not fit together"))?,
                ))
            }
            _ => return Err(LiveError::Key("it is neither an RSA key nor one on the curve P-256")),
        };
        Ok(Self { pair, id: jwk.kid, digest })
    }

    /// The name of the algorithm.
    const fn algorithm(&self) -> &'static str {
        match self.pair {
            Pair::Rsa(_) => "RS256",
            Pair::Ec(_) => "ES256",
        }
    }

    /// The public key as JWK; none for RSA, of which nobody asks it.
    pub(super) fn public(&self) -> Option<Value> {
        let Pair::Ec(pair) = &self.pair else { return None };
        let (x, y) = pair.public_key().as_ref().get(1..)?.split_at_checked(32)?;
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        Some(json!({"kty": "EC", "crv": "P-256", "x": text(x), "y": text(y)}))
    }

    /// A signed token with these claims; the header takes these members besides the algorithm.
    pub(super) fn sign(&self, header: &Value, claims: &Value) -> Result<String, LiveError> {
        let mut header = header.clone();
        if let Some(members) = header.as_object_mut() {
            members.insert("alg".to_owned(), self.algorithm().into());
        }
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let text = format!("{}.{}", part(&header), part(claims));
        let random = SystemRandom::new();
        let failed = |_| LiveError::Key("nothing can be signed with it");
        let signature = match &self.pair {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &random, text.as_bytes(), &mut signature).map_err(failed)?;
                signature
            }
            Pair::Ec(pair) => pair.sign(&random, text.as_bytes()).map_err(failed)?.as_ref().to_vec(),
        };
        Ok(format!("{text}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}

fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

fn rsa(pair: RsaKeyPair) -> Pair {
    Pair::Rsa(Box::new(pair))
}

fn ec(der: &[u8]) -> Result<Pair, LiveError> {
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &SystemRandom::new());
    pair.map(|pair| Pair::Ec(Box::new(pair))).map_err(|_| {
        LiveError::Key("it is neither an RSA key of 2048 bits or more nor one on the curve P-256")
    })
}
