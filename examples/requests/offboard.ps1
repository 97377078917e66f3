$api = "https://acme.okta.com/api/v1"
Invoke-RestMethod `
  -Uri "$api/users/$id/sessions" `
  -Method Delete `
  -Headers $headers
$user = irm "$api/users/$id" -Headers $headers
