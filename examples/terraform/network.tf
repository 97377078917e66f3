resource "okta_network_zone" "office" {
  for_each = var.offices
  name     = each.key
  type     = "IP"
  gateways = each.value
}
