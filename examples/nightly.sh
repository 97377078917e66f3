#!/bin/sh
# Takes contractors whose contract has ended out of everything.
set -eu

curl -sS -H "Authorization: Bearer $TOKEN" \
  "$ORG/api/v1/groups/$CONTRACTORS/users?limit=200" > people.json

while read -r user; do
  curl -sS -X POST -H "Authorization: Bearer $TOKEN" "$ORG/api/v1/users/$user/lifecycle/suspend"
  curl -sS -X DELETE -H "Authorization: Bearer $TOKEN" "$ORG/api/v1/users/$user/sessions?oauthTokens=true"
done < ended.txt
