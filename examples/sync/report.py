import requests

BASE = "https://acme.okta.com/api/v1"


def groups_of(session, user):
    return session.get(f"{BASE}/users/{user['id']}/groups").json()
