resource "okta_app_signon_policy" "strict" {
  name        = "strict"
  description = "Two factors, everywhere"
}

resource "okta_app_signon_policy_rule" "two_factors" {
  policy_id   = okta_app_signon_policy.strict.id
  name        = "two factors"
  factor_mode = "2FA"
}

# It brings its own policy.
resource "okta_app_saml" "payroll" {
  label                 = "Payroll"
  sso_url               = "https://payroll.example.com/saml"
  authentication_policy = okta_app_signon_policy.strict.id

  dynamic "attribute_statements" {
    for_each = var.claims
    content {
      name   = attribute_statements.key
      values = [attribute_statements.value]
    }
  }
}

# It says nothing of a policy: the provider looks the default one up.
resource "okta_app_oauth" "wiki" {
  label                 = "Wiki"
  type                  = "web"
  grant_types           = ["authorization_code"]
  redirect_uris         = ["https://wiki.example.com/callback"]
  response_types        = ["code"]
  authentication_policy = var.wiki_policy
}

resource "okta_app_group_assignment" "payroll" {
  app_id   = okta_app_saml.payroll.id
  group_id = module.finance.group_id
}

resource "okta_idp_oidc" "partner" {
  name       = "Partner"
  client_id  = "partner"
  issuer_url = "https://login.partner.example"
  scopes     = ["openid"]
}
