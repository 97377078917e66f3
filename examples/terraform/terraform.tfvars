key_id = "key-2026"
