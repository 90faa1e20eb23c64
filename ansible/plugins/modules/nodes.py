#!/usr/bin/python
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

DOCUMENTATION = r"""
module: nodes
short_description: Creates, starts, stops and deletes virtual edge nodes
description:
  - Nodes of these names exist, or do not, in the console.
  - Nodes that exist already are kept as they are. Only their power state is changed.
options:
  name:
    description: Name of the node, or with C(count) the beginning of the names C(NAME-1), C(NAME-2) and so on.
    type: str
    required: true
  count:
    description: Number of nodes. Without it there is one, called exactly C(name).
    type: int
  exact:
    description: Nodes C(NAME-N) beyond C(count) are deleted.
    type: bool
    default: false
  state:
    description:
      - C(present) creates what is missing. C(started) and C(stopped) also switch nodes on or off.
      - C(absent) deletes them, with instance and host at the orchestrator.
    type: str
    choices: [present, started, stopped, absent]
    default: present
  flow:
    description: Non-interactive (C(nio)) or interactive (C(io)) onboarding, instead of the template's.
    type: str
    choices: [nio, io]
  template:
    description: Template, instead of the orchestrator's default.
    type: str
  host:
    description: Host of the console that runs them, instead of one that it chooses.
    type: str
  orchestrator:
    description: Orchestrator, if the console has several.
    type: str
  vcpus:
    description: Virtual CPUs of each node.
    type: int
  memory_mib:
    description: Memory of each node.
    type: int
  disk_gib:
    description: Size of each disk.
    type: int
  serials:
    description: Serial numbers, in the order of the names. Those that are left out are generated.
    type: list
    elements: str
    default: []
  request:
    description: Further properties of C(POST /api/v1/nodes), such as C(bootSource) or C(network), as its schema has them.
    type: dict
    default: {}
  wait_for:
    description: Stage that all of them have to reach. A node that can no longer reach it fails the task.
    type: str
    choices: [defined, powered-on, firmware, address, http-boot, ipxe, micro-os-download, micro-os, onboarding,
      provisioning, rebooting, os-boot, ready]
  wait_timeout:
    description: Seconds for that, and for each operation.
    type: int
    default: 3600
  keep_registration:
    description: Instance and host stay at the orchestrator when a node is deleted.
    type: bool
    default: false
extends_documentation_fragment: [ven.console.console]
author: [Virtual Edge Node Console]
"""

EXAMPLES = r"""
- name: Three nodes, ready
  ven.console.nodes:
    name: lab
    count: 3
    wait_for: ready

- name: None of them
  ven.console.nodes:
    name: lab
    count: 3
    state: absent
"""

RETURN = r"""
nodes:
  description: The nodes of these names as the console has them afterwards.
  returned: always
  type: list
  elements: dict
created:
  description: Names of the nodes that were created.
  returned: always
  type: list
  elements: str
deleted:
  description: Names of the nodes that were deleted.
  returned: always
  type: list
  elements: str
"""

import re
import time

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.ven.console.plugins.module_utils.console import (
    POLL_SECONDS,
    STAGES,
    Console,
    ConsoleError,
    connection_spec,
    has_reached,
)

# Options, and what the API calls them.
PROPERTIES = {
    "flow": "flow",
    "template": "template",
    "host": "host",
    "orchestrator": "orchestrator",
    "vcpus": "vcpus",
    "memory_mib": "memoryMiB",
    "disk_gib": "diskGiB",
}
# Operations that change the power state to what is wanted.
ACTIONS = {"started": "start", "stopped": "stop"}


def spec():
    return dict(
        connection_spec(),
        name={"type": "str", "required": True},
        count={"type": "int"},
        exact={"type": "bool", "default": False},
        state={
            "type": "str",
            "choices": ["present", "started", "stopped", "absent"],
            "default": "present",
        },
        flow={"type": "str", "choices": ["nio", "io"]},
        template={"type": "str"},
        host={"type": "str"},
        orchestrator={"type": "str"},
        vcpus={"type": "int"},
        memory_mib={"type": "int"},
        disk_gib={"type": "int"},
        serials={"type": "list", "elements": "str", "default": []},
        request={"type": "dict", "default": {}},
        wait_for={"type": "str", "choices": list(STAGES)},
        wait_timeout={"type": "int", "default": 3600},
        keep_registration={"type": "bool", "default": False},
    )


class Nodes:
    def __init__(self, module):
        self.module = module
        self.params = module.params
        self.console = Console.of(module.params)
        name, count = self.params["name"], self.params["count"]
        self.names = [name] if count is None else [f"{name}-{number + 1}" for number in range(count)]
        existing = self.console.nodes()
        self.before = {node["name"]: node for node in existing if node["name"] in self.names}
        numbered = re.compile(re.escape(name) + r"-[1-9][0-9]*")
        self.surplus = [
            node
            for node in existing
            if self.params["exact"] and node["name"] not in self.names and numbered.fullmatch(node["name"])
        ]

    def run(self):
        state = self.params["state"]
        missing = [] if state == "absent" else [name for name in self.names if name not in self.before]
        doomed = (list(self.before.values()) if state == "absent" else []) + self.surplus
        switched = self.to_switch(state)
        if missing:
            self.create(missing)
        if not self.module.check_mode:
            for node in switched:
                self.act(node, ACTIONS[state])
            self.delete(doomed)
            self.wait()
        # A dry run shows what would be there.
        after = self.after(missing, doomed)
        return {
            "changed": bool(missing or doomed or switched),
            "created": missing,
            "deleted": [node["name"] for node in doomed],
            "nodes": after if self.module.check_mode else self.present(),
            "diff": {
                "before": listing(list(self.before.values()) + self.surplus),
                "after": listing(after),
            },
        }

    def to_switch(self, state):
        if state not in ACTIONS:
            return []
        wanted = "shut off" if state == "stopped" else "running"
        return [node for node in self.before.values() if node["state"] != wanted]

    def after(self, missing, doomed):
        gone = [node["name"] for node in doomed]
        kept = [node for name, node in self.before.items() if name not in gone]
        return kept + [{"name": name, "state": "new"} for name in missing]

    def create(self, missing):
        serials = dict(zip(self.names, self.params["serials"]))
        body = dict(self.params["request"])
        for option, name in PROPERTIES.items():
            if self.params[option] is not None:
                body[name] = self.params[option]
        if self.params["state"] == "stopped":
            body["start"] = False
        # One create for what is missing as a whole, so that it is one run; otherwise a create for each name.
        for request in requests(self.params["name"], self.names, missing, serials):
            if self.module.check_mode:
                self.console.json("POST", "/nodes/preview", dict(body, **request))
                continue
            answer = self.console.json("POST", "/nodes", dict(body, **request))
            self.console.finish(answer["operations"], self.params["wait_timeout"])

    def act(self, node, action):
        answer = self.console.json("POST", f"/nodes/{node['id']}/actions", {"action": action})
        self.console.finish([answer["operation"]], self.params["wait_timeout"])

    def delete(self, doomed):
        query = {"orchestrator": "false" if self.params["keep_registration"] else "true"}
        begun = [self.console.json("DELETE", f"/nodes/{node['id']}", query=query)["operation"] for node in doomed]
        self.console.finish(begun, self.params["wait_timeout"])

    def present(self):
        return [node for node in self.console.nodes() if node["name"] in self.names]

    def wait(self):
        stage = self.params["wait_for"]
        if stage is None or self.params["state"] == "absent":
            return
        deadline = time.monotonic() + self.params["wait_timeout"]
        while not all([has_reached(node, stage) for node in self.present()]):
            if time.monotonic() > deadline:
                late = [f"{node['name']} ({node['stage']})" for node in self.present() if not has_reached(node, stage)]
                raise ConsoleError(f"not {stage} within {self.params['wait_timeout']} s: {', '.join(late)}")
            time.sleep(POLL_SECONDS)


def requests(prefix, names, missing, serials):
    """The creates that make the missing nodes, with the serial numbers that were given."""
    given = [serials[name] for name in missing if name in serials]
    whole = missing == names and len(names) > 1 and len(given) in (0, len(names))
    if whole:
        return [dict({"name": prefix, "count": len(names)}, **({"serials": given} if given else {}))]
    return [
        dict({"name": name, "count": 1}, **({"serials": [serials[name]]} if name in serials else {})) for name in missing
    ]


def listing(nodes):
    return "".join(sorted(f"{node['name']}: {node['state']}\n" for node in nodes))


def main():
    module = AnsibleModule(spec(), supports_check_mode=True)
    count = module.params["count"]
    if count is not None and count < (1 if not module.params["exact"] else 0):
        module.fail_json(msg="count: use 1 or more, or 0 with exact")
    try:
        module.exit_json(**Nodes(module).run())
    except ConsoleError as error:
        module.fail_json(msg=str(error), code=error.code)


if __name__ == "__main__":
    main()
