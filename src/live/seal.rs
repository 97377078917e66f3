//! The seal of a journal: only whoever has the credentials of the run can read it and go on with it.
//!
//! A journal holds names, ids and the queries of next pages, which neither a redacted run nor a snapshot may show. Each
//! line is encrypted with a key that is derived from the credentials and a salt; the salt, which is random, and two keyed
//! hashes, of the credentials and of the org, stand at the beginning of the file. So nothing in the file can be tried
//! against a table of likely tokens or orgs, two journals of one credential have nothing in common, and an org cannot be
//! guessed without the credentials. What remains is guessing the credentials themselves: tokens and private keys have too
//! many values for that.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, Prk, Salt};

use super::{LiveError, chance};

/// What opens and closes the lines of one journal.
pub(super) struct Seal {
    key: LessSafeKey,
    derived: Prk,
}

impl Seal {
    /// The seal of these credentials with a salt of base64 text; none when the salt is not such a text.
    pub(super) fn new(secret: &[u8], salt: &str) -> Option<Self> {
        let salt = STANDARD_NO_PAD.decode(salt).ok()?;
        let derived = Salt::new(HKDF_SHA256, &salt).extract(secret);
        let key = derived.expand(&[b"lines"], &CHACHA20_POLY1305).map(UnboundKey::from).ok()?;
        Some(Self { key: LessSafeKey::new(key), derived })
    }

    /// A salt that was never used before.
    pub(super) fn salt() -> Result<String, LiveError> {
        Ok(STANDARD_NO_PAD.encode(chance::<32>()?))
    }

    /// A hash of a text that only the credentials can make.
    pub(super) fn hash(&self, what: &str, text: &str) -> Option<String> {
        let mut bytes = [0; 32];
        let info = [b"hash".as_slice(), what.as_bytes(), b"\0", text.as_bytes()];
        self.derived.expand(&info, HKDF_SHA256).and_then(|okm| okm.fill(&mut bytes)).ok()?;
        Some(STANDARD_NO_PAD.encode(bytes))
    }

    /// Encrypts a line that belongs to a file with this beginning.
    pub(super) fn close(&self, beginning: &[u8], mut line: Vec<u8>) -> Result<String, LiveError> {
        let nonce: [u8; NONCE_LEN] = chance()?;
        let aad = Aad::from(beginning);
        let sealed = self.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut line);
        sealed.map_err(|_| LiveError::Machine("it cannot encrypt"))?;
        Ok(STANDARD_NO_PAD.encode([&nonce[..], &line].concat()))
    }

    /// Decrypts a line; none when it is cut off, was changed, or belongs to another file.
    pub(super) fn open(&self, beginning: &[u8], line: &[u8]) -> Option<Vec<u8>> {
        let mut bytes = STANDARD_NO_PAD.decode(line).ok()?;
        let (nonce, sealed) = bytes.split_at_mut_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        Some(self.key.open_in_place(nonce, Aad::from(beginning), sealed).ok()?.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_credentials_open_a_line_of_the_same_file() {
        let salt = Seal::salt().unwrap();
        let seal = Seal::new(b"token", &salt).unwrap();
        let line = seal.close(b"head", b"a page".to_vec()).unwrap();
        assert!(!line.contains("page"));
        let again = Seal::new(b"token", &salt).unwrap();
        assert_eq!(again.open(b"head", line.as_bytes()).as_deref(), Some(b"a page".as_slice()));
        assert_eq!(again.hash("org", "acme"), seal.hash("org", "acme"));
        assert_ne!(again.hash("org", "acme"), seal.hash("org", "other"));
        assert_ne!(line, seal.close(b"head", b"a page".to_vec()).unwrap(), "it is never the same twice");
        assert_eq!(again.open(b"other", line.as_bytes()), None);
        for (secret, salt) in [(b"tokem", salt.as_str()), (b"token", &Seal::salt().unwrap())] {
            let other = Seal::new(secret, salt).unwrap();
            assert_eq!(other.open(b"head", line.as_bytes()), None);
            assert_ne!(other.hash("org", "acme"), seal.hash("org", "acme"));
        }
        for cut in 0..line.len() {
            assert_eq!(seal.open(b"head", line.get(..cut).unwrap().as_bytes()), None);
        }
        assert!(Seal::new(b"token", "not base64").is_none());
    }
}
