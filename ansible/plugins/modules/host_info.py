#!/usr/bin/python
# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)

DOCUMENTATION = r"""
module: host_info
short_description: Lists the hosts of a console, and how many more nodes fit on each
description:
  - Changes nothing.
extends_documentation_fragment: [ven.console.console]
author: [Virtual Edge Node Console]
"""

EXAMPLES = r"""
- name: Hosts
  ven.console.host_info:
  register: found
"""

RETURN = r"""
hosts:
  description: The hosts, as C(GET /api/v1/hosts) lists them, with their checks.
  returned: always
  type: list
  elements: dict
capacity:
  description: For each host and template, how many more nodes fit and what limits them.
  returned: always
  type: list
  elements: dict
"""

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.ven.console.plugins.module_utils.console import Console, ConsoleError, connection_spec


def main():
    module = AnsibleModule(connection_spec(), supports_check_mode=True)
    console = Console.of(module.params)
    try:
        hosts = console.json("GET", "/hosts")["hosts"]
        capacity = console.json("GET", "/capacity")["hosts"]
    except ConsoleError as error:
        module.fail_json(msg=str(error), code=error.code)
    module.exit_json(changed=False, hosts=hosts, capacity=capacity)


if __name__ == "__main__":
    main()
