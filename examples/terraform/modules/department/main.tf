variable "name" {
  type = string
}

resource "okta_group" "this" {
  name = var.name
}

resource "okta_group_rule" "this" {
  name              = "everybody in ${var.name}"
  group_assignments = [okta_group.this.id]
  expression_value  = "user.department == \"${var.name}\""
}

output "group_id" {
  value = okta_group.this.id
}
