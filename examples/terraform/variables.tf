variable "key_id" {
  type = string
}

variable "private_key" {
  type      = string
  sensitive = true
}

variable "security_private_key" {
  type      = string
  sensitive = true
}

variable "offices" {
  type = map(list(string))
  default = {
    berlin = ["198.51.100.0/24"]
    oslo   = ["203.0.113.0/24"]
  }
}

variable "claims" {
  type    = map(string)
  default = { department = "user.department" }
}

variable "wiki_policy" {
  description = "The id of an authentication policy; without one the wiki gets the default policy."
  type        = string
  default     = null
}
