# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""The nodes of a console as an inventory."""

DOCUMENTATION = r"""
name: nodes
short_description: The nodes of a console
description:
  - Every node that is not deleted is a host. Its facts are variables that begin with C(ven_), and its address is
    C(ansible_host) once it has one.
  - The groups C(host_NAME), C(template_NAME) and C(label_NAME) exist beside those of C(keyed_groups).
  - The name of the file has to end with C(ven.yml) or C(ven.yaml).
options:
  plugin:
    description: This inventory.
    required: true
    choices: [ven.console.nodes]
  url:
    description: Address of the console.
    type: str
    required: true
    env: [{name: VEN_URL}]
  token:
    description: API token.
    type: str
    required: true
    env: [{name: VEN_TOKEN}]
  ca_path:
    description: File with the certificate authority of the console.
    type: path
  timeout:
    description: Seconds that one request may take.
    type: int
    default: 30
extends_documentation_fragment: [constructed]
author: [Virtual Edge Node Console]
"""

EXAMPLES = r"""
plugin: ven.console.nodes
url: http://127.0.0.1:3000
keyed_groups:
  - key: ven_stage
    prefix: stage
"""

from ansible.errors import AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Constructable
from ansible_collections.ven.console.plugins.module_utils.console import Console, ConsoleError

# Properties of a node that become variables.
FACTS = {
    "id": "ven_id",
    "uuid": "ven_uuid",
    "serial": "ven_serial",
    "host": "ven_host",
    "template": "ven_template",
    "orchestrator": "ven_orchestrator",
    "state": "ven_state",
    "stage": "ven_stage",
    "labels": "ven_labels",
}


class InventoryModule(BaseInventoryPlugin, Constructable):
    NAME = "ven.console.nodes"

    def verify_file(self, path):
        return super().verify_file(path) and path.endswith(("ven.yml", "ven.yaml"))

    def parse(self, inventory, loader, path, cache=True):
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        console = Console(
            self.get_option("url"),
            self.get_option("token"),
            self.get_option("ca_path"),
            self.get_option("timeout"),
        )
        try:
            nodes = console.nodes()
        except ConsoleError as error:
            raise AnsibleParserError(str(error)) from error
        for node in nodes:
            self._add(node)

    def _add(self, node):
        name = node["name"]
        self.inventory.add_host(name)
        for source, variable in FACTS.items():
            self.inventory.set_variable(name, variable, node.get(source))
        if node.get("address"):
            self.inventory.set_variable(name, "ansible_host", node["address"])
        groups = [("host", node["host"]), ("template", node["template"])]
        for prefix, value in groups + [("label", label) for label in node.get("labels", [])]:
            self.inventory.add_child(self._group(f"{prefix}_{value}"), name)
        variables = self.inventory.hosts[name].get_vars()
        strict = self.get_option("strict")
        self._set_composite_vars(self.get_option("compose"), variables, name, strict)
        self._add_host_to_composed_groups(self.get_option("groups"), variables, name, strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), variables, name, strict)

    def _group(self, name):
        return self.inventory.add_group(self._sanitize_group_name(name))
