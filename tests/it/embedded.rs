//! Code and documents inside of lists: each is read as what it is, and keeps its lines.

use leastwise::intake::{Input, LineKind, ReadOptions, Reading, read_all};
use leastwise::matching::Status;
use leastwise::model::Says;
use rstest::rstest;

use crate::support::matcher;

fn reading(name: &str, text: &str) -> Reading {
    let input = Input::Bytes(name.to_owned(), text.as_bytes().to_vec());
    read_all(&[input], &ReadOptions::default(), matcher())
}

/// The operations that count, each with the line of its call.
fn counted(name: &str, text: &str) -> Vec<String> {
    let found = reading(name, text);
    let mut counted = Vec::new();
    for call in &found.calls {
        let one = matcher().resolve(call);
        if matches!(one.status, Status::Matched | Status::Corrected) {
            let names = one.operations.iter().map(|key| crate::support::catalog().short_name(*key));
            counted.extend(names.map(|name| format!("{} {name}", call.origin.line)));
        }
    }
    counted.sort();
    counted.dedup();
    counted
}

#[rstest]
#[case::react_component(
    "notes.txt",
    "import React, { useEffect } from 'react';\n\nexport function Members({ groupId }) {\n  useEffect(() => {\n    fetch(`${OKTA}/api/v1/groups/${groupId}/users`, { headers })\n      .then((r) => r.json());\n  }, [groupId]);\n  const remove = async (id) => {\n    await fetch(`${OKTA}/api/v1/groups/${groupId}/users/${id}`, {\n      method: 'DELETE',\n    });\n  };\n  return <ul onClick={() => remove(1)} />;\n}\n",
    &["5 listGroupUsers", "9 unassignUserFromGroup"]
)]
#[case::python_in_a_ticket(
    "ticket.txt",
    "OPS-77: rights for the nightly job\n\nHi, it does this:\n\nimport requests\n\nBASE = \"https://acme.okta.com/api/v1\"\ns = requests.Session()\nfor u in s.get(f\"{BASE}/users\").json():\n    # everybody who left\n    s.delete(f\"{BASE}/users/{u['id']}\")\n\nand by hand:\n- POST /api/v1/users/{id}/lifecycle/unlock\n",
    &["11 deleteUser", "14 unlockUser", "9 listUsers"]
)]
#[case::terraform_in_markdown(
    "page.md",
    "# Access\n\n```hcl\ndata \"okta_group\" \"eng\" {\n  name = \"Engineering\"\n}\n```\n\n* `GET /api/v1/logs`\n",
    &["4 getUser", "4 listGroups", "4 oauth:token", "9 listLogEvents"]
)]
#[case::terraform_without_a_fence(
    "mail.txt",
    "Please allow this:\ndata \"okta_groups\" \"all\" {\n  type = \"OKTA_GROUP\"\n}\nThanks for the help with it\n",
    &["2 getUser", "2 listGroups", "2 oauth:token"]
)]
#[case::powershell_in_a_wiki(
    "wiki.txt",
    "h2. Offboarding\n{code:powershell}\n$uri = \"$base/api/v1/users?search=$login\"\n$user = Invoke-RestMethod -Uri $uri\n$body = @{\n  sendEmail = $false\n}\nInvoke-RestMethod -Method Post -Uri \"$base/api/v1/users/$($user.id)/lifecycle/deactivate\" -Body $body\n{code}\n",
    &["4 listUsers", "8 deactivateUser"]
)]
#[case::json_in_a_chat_message(
    "chat.txt",
    "Priya 10:42 AM\nthe connector sends\n[\n  {\"method\": \"GET\", \"path\": \"/api/v1/apps\"},\n  {\"method\": \"PUT\", \"path\": \"/api/v1/apps/{appId}/groups/{groupId}\"}\n]\nand nothing else\n",
    &["4 listApplications", "5 assignGroupToApplication"]
)]
#[case::json_behind_a_fence(
    "page.md",
    "```json\n{\"calls\": [\n  {\"verb\": \"DELETE\", \"url\": \"https://acme.okta.com/api/v1/groups/{id}\"}\n]}\n```\n",
    &["3 deleteGroup"]
)]
#[case::request_and_answer(
    "page.md",
    "```http\nPOST https://acme.okta.com/api/v1/groups HTTP/1.1\nContent-Type: application/json\n\n{\"profile\": {}}\n```\n```json\n{\"_links\": {\"self\": {\"href\": \"https://acme.okta.com/api/v1/groups/1\", \"hints\": {\"allow\": [\"GET\", \"DELETE\"]}}}}\n```\n",
    &["2 addGroup"]
)]
#[case::helpers_that_carry_the_verb(
    "calls.txt",
    "getJSON('/api/v1/idps')\nputJSON(`/api/v1/groups/${g}`, group)\n$.post(`/api/v1/users/${u}/lifecycle/unlock`)\n$.getJSON('/api/v1/zones', show)\n$.ajax({ url: `/api/v1/zones/${z}`, type: 'DELETE' })\n",
    &["1 listIdentityProviders", "2 replaceGroup", "3 unlockUser", "4 listNetworkZones", "5 deleteNetworkZone"]
)]
#[case::options_without_a_method(
    "calls.txt",
    "const options = { headers: { Accept: 'x' } };\nconst r = await fetch('/api/v1/users', options);\n",
    &["2 listUsers"]
)]
#[case::options_with_a_method(
    "calls.txt",
    "const options = { method: 'POST', body };\nconst r = await fetch('/api/v1/groups', options);\n",
    &["2 addGroup"]
)]
#[case::url_in_a_constant(
    "calls.txt",
    "const url = '/api/v1/users/' + id + '/sessions';\nawait axios.delete(url);\n",
    &["2 revokeUserSessions"]
)]
#[case::url_in_a_variable_that_changes(
    "calls.txt",
    "URL=https://acme.okta.com/api/v1/users\ncurl $URL\nURL=https://acme.okta.com/api/v1/groups\ncurl -X POST $URL -d '{}'\n",
    &["2 listUsers", "4 addGroup"]
)]
#[case::bullets_of_code(
    "list.md",
    "- `getJSON('/api/v1/idps')`\n- `$.post(\"/api/v1/users/\" + id + \"/lifecycle/suspend\")`\n- GET /api/v1/groups\n",
    &["1 listIdentityProviders", "2 suspendUser", "3 listGroups"]
)]
#[case::several_languages(
    "page.md",
    "~~~go\nreq, err := http.NewRequest(\"DELETE\", base+\"/api/v1/users/\"+id, nil)\n~~~\n```csharp\nvar r = await client.PostAsJsonAsync($\"{url}/api/v1/groups\", group);\n```\n```ruby\nconn.get(\"#{base}/api/v1/zones\")\n```\n```\n$ curl -X PUT $BASE/api/v1/groups/$g/users/$u\n```\n",
    &["11 assignUserToGroup", "2 deleteUser", "5 addGroup", "8 listNetworkZones"]
)]
#[case::names_of_one_block_in_the_next(
    "page.md",
    "```js\nconst okta = require('@okta/okta-sdk-nodejs');\nconst client = new okta.Client({ orgUrl });\n```\nThen:\n```js\nawait client.userApi.suspendUser({ userId });\n```\n",
    &["7 suspendUser"]
)]
#[case::shell_functions_are_no_names(
    "page.md",
    "```bash\nlistGroups() {\n  curl -s \"$BASE/api/v1/users\"\n}\n```\n",
    &["3 listUsers"]
)]
#[case::announced_as_not_used(
    "page.md",
    "Not used any more:\n\n```js\nfetch('/api/v1/users', {method: 'POST'})\n```\n```js\nfetch('/api/v1/groups')\n```\n",
    &["7 listGroups"]
)]
#[case::commented_out(
    "calls.txt",
    "const a = await fetch('/api/v1/users');\n// await fetch('/api/v1/groups', { method: 'POST' });\nawait fetch('/api/v1/zones');\n",
    &["1 listUsers", "3 listNetworkZones"]
)]
#[case::broken_json_is_a_list(
    "page.md",
    "```json\n{ \"calls\": [ ...\nGET /api/v1/users\n```\n",
    &["3 listUsers"]
)]
fn snippets_are_read_as_what_they_are(#[case] name: &str, #[case] text: &str, #[case] expected: &[&str]) {
    assert_eq!(counted(name, text), expected);
}

/// Every line of a block is accounted for once.
#[rstest]
#[case("```js\nfetch('/api/v1/users')\n\nconsole.log(1)\n```\n", 1, 3, 0)]
#[case("```py\nr = requests.get(url)\n```\n", 0, 2, 1)]
#[case("```http\nGET /api/v1/users HTTP/1.1\nHost: acme.okta.com\n```\n", 1, 3, 0)]
fn lines_of_blocks_are_accounted_for(
    #[case] text: &str,
    #[case] calls: usize,
    #[case] prose: usize,
    #[case] open: usize,
) {
    let found = reading("page.md", text);
    let lines = found.account.lists.iter().flat_map(|list| list.lines.iter());
    let kinds: Vec<_> = lines.map(|line| line.kind).collect();
    let count = |is: fn(&LineKind) -> bool| kinds.iter().filter(|kind| is(kind)).count();
    assert_eq!(count(|kind| matches!(kind, LineKind::Call { .. })), calls);
    assert_eq!(count(|kind| matches!(kind, LineKind::Prose)), prose);
    assert_eq!(count(|kind| matches!(kind, LineKind::NotUnderstood)), open);
}

#[rstest]
#[case::body_alone("{\"errorCode\":\"E0000006\",\"errorSummary\":\"x\"}\n", None, Says::MissingRole, None)]
#[case::request_above(
    "GET /api/v1/users/1/roles\nHTTP/1.1 403\nWWW-Authenticate: Bearer error=\"insufficient_scope\",\n  scope=\"okta.roles.read\"\n{\"errorCode\":\"E0000006\"}\n",
    Some("1 listAssignedRolesForUser"),
    Says::MissingScope(vec!["okta.roles.read".to_owned()]),
    Some(1)
)]
#[case::sentence(
    "We get: You do not have permission to perform the requested action\n",
    None,
    Says::MissingRole,
    None
)]
#[case::debug_log_of_a_client(
    "2026-07-06 10:00:00 DEBUG urllib3 https://acme.okta.com:443 \"GET /api/v1/users HTTP/1.1\" 200 5\n2026-07-06 10:00:01 DEBUG urllib3 https://acme.okta.com:443 \"POST /api/v1/groups HTTP/1.1\" 403 5\n2026-07-06 10:00:01 DEBUG header www-authenticate: Bearer scope=\"okta.groups.manage\", error=\"insufficient_scope\"\n",
    Some("1 listUsers"),
    Says::MissingScope(vec!["okta.groups.manage".to_owned()]),
    Some(2)
)]
fn pasted_refusals_say_what_is_missing(
    #[case] text: &str,
    #[case] operation: Option<&str>,
    #[case] says: Says,
    #[case] request: Option<u32>,
) {
    let found = reading("answer.txt", text);
    assert!(found.has_answer());
    assert_eq!(counted("answer.txt", text), operation.into_iter().collect::<Vec<_>>());
    let refusals: Vec<_> = found.account.refusals.iter().map(|one| (&one.says, one.request)).collect();
    assert_eq!(refusals, [(&says, request)]);
}
