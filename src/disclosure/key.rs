//! Keys of mappings: which of those that have no meaning where they are an error may repeat.

use std::sync::LazyLock;

use super::{AllowList, HIDDEN};

/// The words that keys of configuration are made of: those of the forms that are read here, those of credentials, and
/// the usual ones for people and descriptions.
const WORDS: &str = "\
    access account accounts active address admin admins all allow allowed alias aliases annotations api apis app \
    application applications apps args arguments assertion assign assigned assume at audience audit auth authorization \
    author base baseline bearer body branch by call calls category catalog certificate check claim claims client comment \
    comments condition conditions config configuration contact contacts control cookie count created credential \
    credentials custom data date debug default defaults denied deny department description details disabled domain email \
    enabled endpoint endpoints engine env environment environments error errors evidence exclude excluded expires expiry \
    extends extra fact facts fail false field fields file files filter for format from grant granted grants group groups \
    has header headers help holds host hosts href http https icon id ids if ignore ignored impact in include included \
    includes input inputs integration is issuer item items jira json judge jwk jwt key keys kid kind kinds label labels \
    last level lifecycle limit limits line link links list location login mail manage manager manifest map member members \
    message messages meta metadata method methods minimum mode name names namespace new no none not note notes oauth oauth2 \
    of okta old on only operation operations option options org orgs origin out output outputs overlay overlays owner \
    owners package parameter parameters parent pass passphrase password path paths pattern permission permissions pin \
    platform policy port pattern prefix principal principals priority private production profile project properties \
    property provider proxy public purpose query read reason reasons redirect ref reference refresh region rel release \
    removed repo repository request requests require required resolved resource resources response reviewed reviewer role \
    roles root rule rules schema scope scopes secret secrets secure security sent server service set sets setting settings \
    severity shared signature since skip source sources spec stage staging state status steps subject summary system tag \
    tags target targets team teams tenant test text ticket time timeout title to token tokens true type types until update \
    updated uri url urls use used user username users uses valid value values variable variables variant variants verify \
    version versions warning when with without write year";

static KNOWN: LazyLock<AllowList> = LazyLock::new(|| {
    let mut known = AllowList::default();
    WORDS.split_whitespace().for_each(|word| known.add_name(word));
    known
});

/// A key as an error repeats it: every word of it is a usual one, or it is hidden.
pub fn key(name: &str) -> &str {
    if KNOWN.knows_name(name) { name } else { HIDDEN }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usual_keys_are_named_and_what_could_be_a_secret_is_not() {
        for usual in
            ["token", "api_token", "clientSecret", "private-key", "OKTA_API_TOKEN", "owner", "oauth2.scopes"]
        {
            assert_eq!(key(usual), usual);
        }
        for unknown in ["hunter2", "correcthorse", "token7", "00aBcDeFgH", "token=x", "token x", "", "tökén"]
        {
            assert_eq!(key(unknown), HIDDEN, "{unknown}");
        }
    }
}
