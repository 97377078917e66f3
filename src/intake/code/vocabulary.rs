//! The words that names are told by.

/// Words that may stand beside a method in the name of a function that sends it.
pub(super) const BESIDE: &str = "\
    async as json from for object entity string stream byte bytes array request req response all page \
    pages paginated paged raw api okta http https data body sync with retry retries auth text list one \
    each items form collection call do send make rest client perform execute exec run signed authed safe \
    try new create build exchange dict result results to document org admin mgmt management ex \
    read and";

/// Functions that make a URL of what they are given, or leave it what it is.
pub(super) const MADE: &str = "\
    create parse Parse ParseRequestURI urlparse toString to_string to_owned into from String str Must \
    must unwrap trim encodeURI from_str valueOf fromString fspath getenv Some Ok escape parseString \
    fromHttpUrl fromUriString of get_url URLRequest RestRequest Request HttpUrl encode fromPath \
    formatted format_url NSURL urlencode";

/// Functions that write a message or make an error of one.
pub(super) const SPEAKS: &str = "\
    log logger logging console print println printf puts echo warn warning debug info trace fatal error \
    errorf exception panic raise throw fprintf fprintln eprintln bail slog zap sentry anyhow ensure \
    writeline fail abort alert describe message";

/// Functions that compare or expect.
pub(super) const CHECKS: &str = "\
    expect assert asserts require should verify tobe toequal tostrictequal tocontain tomatch \
    tohavebeencalledwith equal equals startswith endswith contains includes hasprefix hassuffix indexof \
    match matches ismatch test it eq haspath start_with in_array";

/// What routes are registered with, in servers and in fakes of them.
pub(super) const ROUTERS: &str = "\
    app router server fastify mux route routes blueprint bp engine express nock responses rsps \
    requests_mock httpretty wiremock mockserver msw mock respx aioresponses pook scope";

/// What values are looked up in by a key.
pub(super) const STORES: &str = "\
    queue set cache map dict headers params config settings env redis memcache storage localstorage registry store \
    cookies query options props attributes metadata session_cache lookup";

/// Functions that register a route or a fake answer.
pub(super) const SERVES: &str = "\
    route handle handlefunc mapget mappost mapput mapdelete mappatch add_url_rule stub_request intercept \
    urlequalto urlpathequalto urlpathmatching urlmatching when onget onpost onput ondelete onpatch \
    register_uri requestmatchers antmatchers permitall mvcmatchers path_regex re_path registerresponder \
    stubfor whenhttp use add_route respondto";

/// Whether a list has a word.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}
