terraform {
  required_providers {
    okta = {
      source  = "okta/okta"
      version = "~> 6.12"
    }
  }
}

# The service app of the platform team: apps, groups, policies.
provider "okta" {
  org_name       = "acme"
  base_url       = "okta.com"
  client_id      = "0oa1platformPLATFOR1h8"
  private_key_id = var.key_id
  private_key    = var.private_key
  scopes = [
    "okta.apps.manage",
    "okta.groups.manage",
    "okta.idps.manage",
    "okta.logs.read",
    "okta.networkZones.manage",
    "okta.policies.manage",
    "okta.roles.manage",
    "okta.users.manage",
  ]
}

# The service app of the security team: admin roles, and nothing else.
provider "okta" {
  alias       = "security"
  org_name    = "acme"
  base_url    = "okta.com"
  client_id   = "0oa1securitySECURI1h8"
  private_key = var.security_private_key
  scopes      = ["okta.roles.manage"]
}
