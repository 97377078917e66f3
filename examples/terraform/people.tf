module "finance" {
  source = "./modules/department"
  name   = "Finance"
}

module "sales" {
  source = "./modules/department"
  name   = "Sales"
}

data "okta_user" "auditor" {
  search {
    name  = "profile.login"
    value = "auditor@example.com"
  }
}
