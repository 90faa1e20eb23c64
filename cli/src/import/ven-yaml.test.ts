import { expect, test } from 'vitest';
import { containing } from '../../../server/testing/matching.ts';
import { readVenConfig } from './ven-config.ts';
import { mergedConfigs, readVenYaml } from './ven-yaml.ts';

const INVENTORY = `---
all:
  vars:
    ansible_vm_deploy_scripts: "/home/user/scripts"
    ansible_secret_file_path: ""   # nothing yet
    ansible_timeout_for_create_vm_script: 14400
  hosts:
    host1:
      ansible_host: 192.0.2.7
      ansible_password: "{{ host1_sudo_password }}"
      number_of_vms: 3
      install_packages: 0
      nio_flow: true
    host2:
      ansible_host:
      number_of_vms: 0
      nio_flow:
`;
const SECRETS = `---
host1_sudo_password: "sudo"
host2_sudo_password: ""
ONBOARDING_USERNAME: "onboarder"
ONBOARDING_PASSWORD: "onboard"
PROJECT_NAME: demo
PROJECT_API_USER: "api-user"
PROJECT_API_PASSWORD: "pa$$: word"
`;

test('inventory.yml gives the number of nodes and the flow', () => {
  expect(readVenYaml(INVENTORY)).toEqual({
    ...{ settings: {}, secrets: {}, createOptions: ['3', '--flow', 'nio'] },
    ignored: [
      { key: 'ansible_vm_deploy_scripts', reason: 'nothing is copied to hosts' },
      { key: 'ansible_timeout_for_create_vm_script', reason: containing('settings of the orchestrator') },
      { key: 'host1.ansible_host', reason: containing('signs in nowhere') },
      { key: 'host1.ansible_password', reason: containing('signs in nowhere') },
    ],
  });
});

test('secret.yml gives project and accounts', () => {
  expect(readVenYaml(SECRETS)).toEqual({
    settings: { onboardingUser: 'onboarder', project: 'demo', apiUser: 'api-user' },
    secrets: { onboardingPassword: 'onboard', apiPassword: 'pa$$: word' },
    createOptions: [],
    ignored: [{ key: 'host1_sudo_password', reason: containing('signs in nowhere') }],
  });
});

test('several files are one configuration', () => {
  const config = readVenConfig('CLUSTER="edge.example.com"\nPROJECT_NAME="other"\nRAM_SIZE=8192\n');
  expect(mergedConfigs([config, readVenYaml(SECRETS), readVenYaml(INVENTORY)])).toMatchObject({
    settings: { cluster: 'edge.example.com', project: 'demo' },
    secrets: { apiPassword: 'pa$$: word' },
    createOptions: ['--memory', '8192', '3', '--flow', 'nio'],
  });
});

test.each([
  ['a: [1', 'Line 1'],
  ['- a\n- b\n', 'neither an inventory nor a list of secrets'],
  ['a: &x {b: 1}\nc: *x\n', 'Anchors and aliases are not read'],
])('%j is refused', (text, expected) => {
  expect(() => readVenYaml(text)).toThrow(expected);
});
