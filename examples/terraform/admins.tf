resource "okta_admin_role_custom" "password_help" {
  provider    = okta.security
  label       = "Password help"
  description = "Resets passwords"
  permissions = ["okta.users.read", "okta.users.credentials.resetPassword"]
}

resource "okta_resource_set" "people" {
  provider    = okta.security
  label       = "People"
  description = "Everybody"
  resources   = ["https://acme.okta.com/api/v1/users"]
}

resource "okta_app_oauth" "help_desk" {
  label                      = "Help desk"
  type                       = "service"
  grant_types                = ["client_credentials"]
  response_types             = ["token"]
  token_endpoint_auth_method = "private_key_jwt"
  jwks_uri                   = "https://help.example.com/keys"
}

resource "okta_app_oauth_api_scope" "help_desk" {
  app_id = okta_app_oauth.help_desk.id
  issuer = "https://acme.okta.com"
  scopes = ["okta.users.manage"]
}

resource "okta_app_oauth_role_assignment" "help_desk" {
  provider     = okta.security
  client_id    = okta_app_oauth.help_desk.client_id
  type         = "CUSTOM"
  role         = okta_admin_role_custom.password_help.id
  resource_set = okta_resource_set.people.id
}
