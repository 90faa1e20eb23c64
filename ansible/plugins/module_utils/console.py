# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""The console's REST API for modules and the inventory."""

import json
import time
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode

from ansible.module_utils.basic import env_fallback
from ansible.module_utils.urls import open_url

POLL_SECONDS = 1
ENDINGS = ("failed", "timed-out", "cancelled")
STAGES = (
    "defined",
    "powered-on",
    "firmware",
    "address",
    "http-boot",
    "ipxe",
    "micro-os-download",
    "micro-os",
    "onboarding",
    "provisioning",
    "rebooting",
    "os-boot",
    "ready",
)


def connection_spec():
    return {
        "url": {"type": "str", "required": True, "fallback": (env_fallback, ["VEN_URL"])},
        "token": {
            "type": "str",
            "required": True,
            "no_log": True,
            "fallback": (env_fallback, ["VEN_TOKEN"]),
        },
        "ca_path": {"type": "path"},
        "timeout": {"type": "int", "default": 30},
    }


class ConsoleError(Exception):
    """What the console refused, or why it could not be asked."""

    def __init__(self, message, code=None):
        super().__init__(message)
        self.code = code


class Console:
    def __init__(self, url, token, ca_path=None, timeout=30):
        self.url = url.rstrip("/")
        self.token = token
        self.ca_path = ca_path
        self.timeout = timeout

    @classmethod
    def of(cls, params):
        return cls(params["url"], params["token"], params["ca_path"], params["timeout"])

    def text(self, method, path, body=None, query=None):
        headers = {"authorization": "Bearer " + self.token, "accept": "*/*"}
        data = None
        if body is not None:
            headers["content-type"] = "application/json"
            data = json.dumps(body)
        address = self.url + "/api/v1" + path + ("?" + urlencode(query) if query else "")
        try:
            response = open_url(
                address,
                method=method,
                data=data,
                headers=headers,
                timeout=self.timeout,
                ca_path=self.ca_path,
                http_agent="ven-ansible",
            )
            return response.read()
        except HTTPError as error:
            raise refusal(error) from error
        except (URLError, OSError) as error:
            raise ConsoleError(f"{self.url} does not answer: {error}") from error

    def json(self, method, path, body=None, query=None):
        return json.loads(self.text(method, path, body, query))

    def nodes(self):
        return self.json("GET", "/nodes")["nodes"]

    def node(self, name):
        return self.json("GET", "/nodes/" + quote(name, safe=""))

    def finish(self, operations, seconds):
        """Waits for operations. Raises the first failure when all of them have ended."""
        deadline = time.monotonic() + seconds
        failures = []
        for operation in operations:
            while operation["state"] not in ("succeeded", "failed"):
                if time.monotonic() > deadline:
                    raise ConsoleError(f"{operation['kind']} has not ended within {seconds} s")
                time.sleep(POLL_SECONDS)
                operation = self.json("GET", "/operations/" + operation["id"])["operation"]
            if operation["state"] == "failed":
                failures.append(operation)
        if failures:
            error = failures[0].get("error") or {}
            raise ConsoleError(sentence(error.get("message", "it failed"), error.get("fix", "")))


def sentence(detail, fix):
    return f"{detail} {fix}".strip()


def refusal(error):
    """The console's problem document (RFC 9457) as an exception."""
    try:
        problem = json.loads(error.read())
        return ConsoleError(sentence(problem["detail"], problem.get("fix") or ""), problem["code"])
    except (ValueError, KeyError, TypeError):
        return ConsoleError(f"HTTP status {error.code}")


def has_reached(node, stage):
    """Whether a node is at a stage, or beyond it. Raises when it no longer can get there."""
    if node["stage"] in ENDINGS:
        failure = node.get("failure") or {}
        raise ConsoleError(f"{node['name']}: {node['stage']}. " + sentence(failure.get("cause", ""), failure.get("fix", "")))
    return STAGES.index(node["stage"]) >= STAGES.index(stage)
