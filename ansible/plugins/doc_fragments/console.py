# Apache License 2.0 (https://www.apache.org/licenses/LICENSE-2.0)
"""Options that all modules and the inventory have."""


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  url:
    description: Address of the console. The environment variable C(VEN_URL) is used if it is not set.
    type: str
    required: true
  token:
    description: API token. The environment variable C(VEN_TOKEN) is used if it is not set.
    type: str
    required: true
  ca_path:
    description: File with the certificate authority of the console.
    type: path
  timeout:
    description: Seconds that one request may take.
    type: int
    default: 30
"""
