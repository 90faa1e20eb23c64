import { expect, test } from 'vitest';
import { orchestratorRequest } from '../contract/orchestrator.ts';
import { secretsToEnterAgain } from './stored-secrets.ts';

const SETTINGS = {
  cluster: 'edge.example',
  project: 'one',
  apiUser: 'api-user',
  onboardingUser: 'onboarder',
  hosts: [{ address: '192.0.2.1', names: ['api.edge.example'] }],
};

const requestWith = (settings: object = {}, secrets: object = {}) =>
  orchestratorRequest.parse({
    ...{ kind: 'edge-orchestrator', name: 'lab', secrets },
    settings: { ...SETTINGS, ...settings },
  });
const stored = { settings: requestWith().settings, secretsSet: ['apiPassword', 'onboardingPassword'] };
const fieldsOf = (settings: object, secrets: object = {}) =>
  secretsToEnterAgain(requestWith(settings, secrets), stored).map(({ field }) => field);

const BOTH = ['secrets.apiPassword', 'secrets.onboardingPassword'];
const PEM = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----';

test.each([
  ['cluster', { cluster: 'other.example' }],
  ['services', { services: { keycloak: 'https://other.example' } }],
  ['apiAuthority', { apiAuthority: PEM }],
  ['bootAuthority', { bootAuthority: PEM }],
  ['bootScriptUrl', { bootScriptUrl: 'http://other.example/boot.ipxe' }],
  ['hosts', { hosts: [{ address: '192.0.2.66', names: ['api.edge.example'] }] }],
  ['hosts', { hosts: [] }],
  ['proxy', { proxy: { console: 'http://192.0.2.66:3128' } }],
])('stored passwords are not sent elsewhere: %s', (changed, settings) => {
  expect(secretsToEnterAgain(requestWith(settings), stored)).toEqual(
    BOTH.map((field) => ({ field, message: `enter it again, because ${changed} changed` })),
  );
  expect(fieldsOf(settings, { apiPassword: 'new', onboardingPassword: 'new' })).toEqual([]);
});

test('a password belongs to its account', () => {
  expect(fieldsOf({ apiUser: 'another' })).toEqual(BOTH.slice(0, 1));
  expect(fieldsOf({ onboardingUser: 'another' })).toEqual(BOTH.slice(1));
  expect(fieldsOf({ onboardingUser: null })).toEqual([]);
});

test('other settings, and another order of keys, keep them', () => {
  expect(
    fieldsOf({ project: 'two', release: '3.0', timeouts: { provisioning: 60 }, answerSeconds: 5 }),
  ).toEqual([]);
  const [entry] = SETTINGS.hosts;
  expect(fieldsOf({ hosts: [{ names: entry?.names, nodeAddress: null, address: entry?.address }] })).toEqual(
    [],
  );
});
