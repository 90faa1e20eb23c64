import { expect, test } from 'vitest';
import { containing } from '../../../server/testing/matching.ts';
import { readVenConfig } from './ven-config.ts';

const CONFIG = `# SPDX-License-Identifier: Apache-2.0
STANDALONE=1
CLUSTER="edge.example.com"

RAM_SIZE=8192
NO_OF_CPUS=4   # of each machine
SDA_DISK_SIZE="110G"
LIBVIRT_DRIVER="qemu"
USERNAME="user"
PASSWORD="user"
export PROJECT_NAME='demo'
PROJECT_API_USER="demo-api-user"
PROJECT_API_PASSWORD='pa$$ word'
ONBOARDING_USERNAME="demo-onboarding"
ONBOARDING_PASSWORD="onboard"
VM_NAME=""
BRIDGE_NAME=""
SOMETHING="new"
`;

test('the values of a config file, and why others are ignored', () => {
  expect(readVenConfig(CONFIG)).toEqual({
    settings: {
      cluster: 'edge.example.com',
      project: 'demo',
      apiUser: 'demo-api-user',
      onboardingUser: 'demo-onboarding',
    },
    secrets: { apiPassword: 'pa$$ word', onboardingPassword: 'onboard' },
    createOptions: ['--vcpus', '4', '--memory', '8192', '--disk', '110', '--acceleration', 'tcg'],
    ignored: [
      { key: 'STANDALONE', reason: containing('network of its own') },
      { key: 'USERNAME', reason: containing('local account') },
      { key: 'PASSWORD', reason: containing('local account') },
      { key: 'SOMETHING', reason: 'unknown to the console' },
    ],
  });
});

test.each(['CLUSTER=$(hostname)', 'CLUSTER="$HOME"', 'rm -rf /', 'CLUSTER="a', 'A B=c'])(
  'a line that would have to be run is refused with its number: %s',
  (line) => {
    expect(() => readVenConfig(`\n${line}\n`)).toThrow('Line 2 is not an assignment of a plain value.');
  },
);
