"""Schemathesis: documents that it makes from the schema, sent by somebody who may do nearly everything."""

import json
import os
import re
import subprocess
import sys
import uuid

import requests

URL = os.environ["REGIE_URL"] + "/graphql"
PEOPLE = {person["role"]: person for person in json.loads(os.environ["REGIE_PEOPLE"])}
SECONDS = os.environ["REGIE_SECONDS"]
SEED = "1"

# With these the caller would lock itself out, or everybody.
TOO_MUCH = ("role.", "staff.", "session.")
ENDS_THE_SESSION = ("Mutation.sessionEnd", "Mutation.passwordChange")


def ask(document, variables=None, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = requests.post(URL, json={"query": document, "variables": variables}, headers=headers, timeout=30).json()
    assert "errors" not in answer, answer
    return answer["data"]


def sandbox():
    """Signs in somebody with a role that was made for this, and gives the token."""
    owner = {name: PEOPLE["owner"][name] for name in ("email", "password")}
    sign_in = "mutation($input: SessionCreateInput!) { sessionCreate(input: $input) { token } }"
    token = ask(sign_in, {"input": owner})["sessionCreate"]["token"]
    names = [entry["name"] for entry in ask("{ permissions { name } }", token=token)["permissions"]]
    lines = [{"permission": name, "effect": "ALLOW"} for name in names if not name.startswith(TOO_MUCH)]
    word = uuid.uuid4().hex[:12]
    role = {"key": f"sandbox-{word}", "name": "Sandbox", "lines": lines}
    created = ask(
        "mutation($input: RoleCreateInput!) { roleCreate(input: $input) { role { id } userErrors { code field message } } }",
        {"input": role},
        token,
    )["roleCreate"]
    assert not created["userErrors"], created
    held = {"roleId": created["role"]["id"], "scope": {"everything": True}}
    invited = ask(
        "mutation($input: StaffInviteInput!) { staffInvite(input: $input) { token userErrors { code field } } }",
        {"input": {"email": f"{word}@example.com", "name": "Sandbox", "roles": [held]}},
        token,
    )["staffInvite"]
    accepted = ask(
        "mutation($input: StaffInvitationAcceptInput!) { staffInvitationAccept(input: $input) { token } }",
        {"input": {"token": invited["token"], "password": f"sandbox-{word}"}},
    )
    return accepted["staffInvitationAccept"]["token"]


def main():
    arguments = ["run", URL, "--header", f"Authorization: Bearer {sandbox()}", "--output-sanitize", "true"]
    arguments += ["--checks", "not_our_failure,as_the_schema_says", "--mode", "positive"]
    arguments += ["--seed", SEED, "--max-time", SECONDS, "--continue-on-failure", "--no-color", "--warnings", "off"]
    for name in ENDS_THE_SESSION:
        arguments += ["--exclude-name", name]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": "lib"}
    command = [sys.executable, "-m", "schemathesis.cli", *arguments]
    done = subprocess.run(command, env=environment, text=True, capture_output=True, check=False)
    generated = re.search(r"\b(\d+) generated", done.stdout)
    if done.returncode != 0 or not generated:
        sys.exit(done.stdout + done.stderr)
    print(f"{generated[1]} passed, 0 failed")


if __name__ == "__main__":
    main()
