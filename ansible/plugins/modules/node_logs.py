#!/usr/bin/python
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

DOCUMENTATION = r"""
module: node_logs
short_description: Saves what the serial ports of nodes printed
description:
  - Writes a file for each boot and serial port, C(DEST/NODE/boot-N-ttySP.log). Empty logs are left out.
options:
  names:
    description: Nodes.
    type: list
    elements: str
    required: true
  dest:
    description: Folder, which is made if it does not exist.
    type: path
    required: true
  boots:
    description: C(latest), or C(all) that are kept.
    type: str
    choices: [latest, all]
    default: latest
extends_documentation_fragment: [ven.console.console]
author: [Virtual Edge Node Console]
"""

EXAMPLES = r"""
- name: Logs of two nodes
  ven.console.node_logs:
    names: [lab-1, lab-2]
    dest: logs
"""

RETURN = r"""
files:
  description: The files that hold logs.
  returned: always
  type: list
  elements: str
"""

import os

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.ven.console.plugins.module_utils.console import Console, ConsoleError, connection_spec

PORTS = (0, 1)


def logs_of(console, name, which):
    """(file name, bytes) of each log of a node."""
    node = console.node(name)
    boots = node["boots"] if which == "all" else node["boots"][-1:]
    for boot in boots:
        for port in PORTS:
            try:
                content = console.text("GET", f"/nodes/{node['id']}/boots/{boot['number']}/log/{port}")
            except ConsoleError as error:
                # It was removed to make room, or nothing was recorded.
                if error.code not in ("not-found", "gone"):
                    raise
                continue
            if content:
                yield f"boot-{boot['number']}-ttyS{port}.log", content


def save(file, content, check_mode):
    """Whether the file was another one before."""
    try:
        with open(file, "rb") as existing:
            if existing.read() == content:
                return False
    except FileNotFoundError:
        pass
    if not check_mode:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as out:
            out.write(content)
    return True


def main():
    module = AnsibleModule(
        dict(
            connection_spec(),
            names={"type": "list", "elements": "str", "required": True},
            dest={"type": "path", "required": True},
            boots={"type": "str", "choices": ["latest", "all"], "default": "latest"},
        ),
        supports_check_mode=True,
    )
    console = Console.of(module.params)
    files, changed = [], False
    try:
        for name in module.params["names"]:
            for log, content in logs_of(console, name, module.params["boots"]):
                file = os.path.join(module.params["dest"], name, log)
                changed = save(file, content, module.check_mode) or changed
                files.append(file)
    except (ConsoleError, OSError) as error:
        module.fail_json(msg=str(error))
    module.exit_json(changed=changed, files=files)


if __name__ == "__main__":
    main()
