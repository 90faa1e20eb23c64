#!/usr/bin/python
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

DOCUMENTATION = r"""
module: node_info
short_description: Lists the nodes of a console
description:
  - Changes nothing.
options:
  names:
    description: Only these nodes.
    type: list
    elements: str
    default: []
  labels:
    description: Only nodes that have all of these labels.
    type: list
    elements: str
    default: []
extends_documentation_fragment: [ven.console.console]
author: [Virtual Edge Node Console]
"""

EXAMPLES = r"""
- name: All nodes
  ven.console.node_info:
  register: found
"""

RETURN = r"""
nodes:
  description: The nodes, as C(GET /api/v1/nodes) lists them.
  returned: always
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.ven.console.plugins.module_utils.console import Console, ConsoleError, connection_spec


def main():
    module = AnsibleModule(
        dict(
            connection_spec(),
            names={"type": "list", "elements": "str", "default": []},
            labels={"type": "list", "elements": "str", "default": []},
        ),
        supports_check_mode=True,
    )
    names, labels = module.params["names"], module.params["labels"]
    query = {"labels": ",".join(labels)} if labels else None
    try:
        nodes = Console.of(module.params).json("GET", "/nodes", query=query)["nodes"]
    except ConsoleError as error:
        module.fail_json(msg=str(error), code=error.code)
    module.exit_json(changed=False, nodes=[node for node in nodes if not names or node["name"] in names])


if __name__ == "__main__":
    main()
