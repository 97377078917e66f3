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

/// Methods that keep what they are given.
pub(super) const KEEPS: &str = "\
    append push add Add extend insert unshift prepend appendleft concat setdefault AddRange addAll emplace_back \
    push_back writerow writerows array_push";

/// First words in the names of functions that write something down.
pub(super) const WRITES: &str = "\
    write save dump render print show display audit note summarize summarise log";

/// Methods of texts that look for their first argument in a text.
pub(super) const REPLACES: &str = "\
    replace replaceAll replaceFirst replace_all replacen Replace ReplaceAll ReplaceAllString sub subn gsub tr \
    removeprefix removesuffix removePrefix removeSuffix delete_prefix delete_suffix strip_prefix strip_suffix \
    trim_start_matches trim_end_matches TrimPrefix TrimSuffix trimPrefix CutPrefix split rsplit Split partition \
    rpartition splitlines substringAfter substringBefore substringAfterLast substringBeforeLast lastIndexOf rindex \
    find rfind search findall finditer fullmatch";

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
    stubfor whenhttp use add_route respondto mapgroup include_router blueprint register_blueprint apirouter antmatcher \
    securitymatcher pathmatchers handlefn";

/// Words in the names of what fakes servers and their answers.
pub(super) const FAKES: &str = "\
    mock mocks mocker mocked nock respx responses httpretty wiremock msw stub stubs stubbed fake fakes sinon mountebank \
    vcr aioresponses pook";

/// Names of what only tells of a URL.
pub(super) const TELLS: &str = "\
    aud audience iss issuer htu description desc title label summary help doc docs message msg comment note notes placeholder \
    tooltip example examples hint caption reason error usage operationid";

/// Words in the names of bases and clients that tell no product.
pub(super) const NEUTRAL: &str = "\
    base baseurl baseuri apiurl orgurl serverurl apibase hosturl rooturl url uri urls api apis host hostname domain org orgs organization organisation tenant endpoint endpoints root \
    server address addr origin site location link href prefix path paths route resource resources service services svc \
    instance company subdomain dev prod production preview test testing staging sandbox stage env environ environment \
    admin full absolute complete final request requests req reqs our your the default current main primary new old next \
    self this cls config configuration conf cfg settings setting options option opts opt params param parameter \
    parameters props property properties state store ctx context app application credentials credential creds cred \
    auth authorization authenticated oauth oauth2 oidc saml sso idp identity provider connection conn connector client \
    clients http https rest web version scheme protocol port value values val data input args arg secret secrets vault \
    token key keys object obj inst user account customer transport caller invoker fetcher fetch helper helpers util utils \
    common core wrapper abstract generic simple retry retryable retrying safe async sync internal private public \
    shared global static method func function call calls send sender get post put patch delete head exec execute \
    executor run runner make maker build builder create paginate paginated paginator page pages pager all list batch json \
    body response resp result results headers header query queries string str text format formatted target entity \
    exchange system process window document mgmt management raw limited rate throttled queue pool worker handler manager \
    factory session sess agent with for from of and to tmp temp url1 url2 host1 item items row event record vars var \
    variables variable spec info meta read write reader writer authed bearer basic custom issuer audience collection \
    uribuilder middleware plugin module lib sdk ssws security integration integrations directory source destination \
    remote external upstream issuer_url workforce customer_url single one two three it that";

/// Words in names that stand for what Okta keeps.
pub(super) const RESOURCES: &str = "\
    users user groups group apps app applications application roles role policies policy factors factor devices device \
    logs log zones zone network brands brand hooks hook event inline rules rule schemas schema sessions session templates \
    template idps clients authn authorization servers scopes claims members member membership memberships profile \
    profiles people person team teams governance mappings mapping origins trusted behaviors features feature domains \
    emails email authenticators authenticator lifecycle linked types type assignments assignment access entitlements";

/// Libraries that send requests, and the names that their clients are given.
pub(super) const LIBRARIES: &str = "\
    axios got ky superagent needle httpx aiohttp urllib urllib3 requests httparty faraday restclient typhoeus excon net \
    reqwest ureq hyper surf guzzle curl okhttp ok webclient resttemplate unirest jsoup retrofit feign flurl restsharp \
    resty alamofire ajax jquery tesla hackney finch poison nock browser undici node urlopen httpclient apache jersey \
    volley ktor gaxios wretch bent phin supertest open rest_client client1 conn1 fasthttp gentleman sling mechanize";

/// Whether a list has a word.
pub(super) fn has(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|one| one == word)
}
