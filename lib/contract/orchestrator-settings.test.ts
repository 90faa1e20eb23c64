import { describe, expect, test } from 'vitest';
import { entryAddress, nodeHosts, serviceUrl } from '../domain/orchestrator-services.ts';
import {
  orchestratorSecretsSchema,
  type OrchestratorSettingsInput,
  orchestratorSettingsSchema,
} from './orchestrator-settings.ts';

const LEAST = { cluster: 'edge.example.com', project: 'demo', apiUser: 'demo-api-user' };
const settings = (more: Partial<OrchestratorSettingsInput> = {}) =>
  orchestratorSettingsSchema.parse({ ...LEAST, ...more });
const complaint = (more: Record<string, unknown>) =>
  orchestratorSettingsSchema.safeParse({ ...LEAST, ...more }).error?.issues[0]?.path.join('.');

const CERTIFICATE = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';

test('a domain, a project and an account are enough', () => {
  const chosen = settings();
  expect(serviceUrl(chosen, 'keycloak')).toBe('https://keycloak.edge.example.com');
  expect(serviceUrl(chosen, 'boot')).toBe('https://tinkerbell-haproxy.edge.example.com');
  expect(chosen).toMatchObject({ onboardingUser: null, apiAuthority: null, hosts: [], subnet: null });
  expect(chosen.timeouts['os-boot']).toBe(3600);
});

test('older releases have another boot host', () => {
  expect(serviceUrl(settings({ release: '3.0' }), 'boot')).toBe('https://tinkerbell-nginx.edge.example.com');
});

test('a service can have a host, port and path of its own', () => {
  const services = { boot: 'https://edge.example.com:9443/boot/', keycloak: 'https://edge.example.com/auth' };
  const chosen = settings({ services });
  expect(serviceUrl(chosen, 'boot')).toBe('https://edge.example.com:9443/boot');
  expect(serviceUrl(chosen, 'keycloak')).toBe('https://edge.example.com/auth');
  expect(serviceUrl(chosen, 'api')).toBe('https://api.edge.example.com');
});

test('of a file with certificates only these are kept', () => {
  const file = `subject=CN = first\n${CERTIFICATE}\nsubject=CN = second\n${CERTIFICATE}\n`;
  expect(settings({ bootAuthority: file }).bootAuthority).toBe(`${CERTIFICATE}\n${CERTIFICATE}`);
});

test.for([
  ['cluster', { cluster: 'https://edge.example.com' }],
  ['cluster', { cluster: 'edge example' }],
  ['services.api', { services: { api: 'http://api.edge.example.com' } }],
  ['services.api', { services: { api: 'https://user@api.edge.example.com' } }],
  ['services.api', { services: { api: 'https://api.edge.example.com/v1?x=1' } }],
  ['services', { services: { nonsense: 'https://a.example.com' } }],
  ['apiAuthority', { apiAuthority: 'MIIB' }],
  ['hosts.0.address', { hosts: [{ address: '10.0.0', names: ['api.edge.example.com'] }] }],
  ['hosts.0.names.0', { hosts: [{ address: '10.0.0.1', names: ['*'] }] }],
  ['proxy.console', { proxy: { console: 'http://user:secret@proxy:3128' } }],
  ['timeouts.firmware', { timeouts: { firmware: 1 } }],
  ['details.site', { details: { site: 'Munich' } }],
  ['subnet', { subnet: '192.168.300' }],
  ['subnet', { subnet: '192.168.1.0' }],
  ['', { apiPassword: 'secret' }],
] as const)('refuses a wrong %s: %o', ([field, more]) => {
  expect(complaint(more)).toBe(field);
});

describe('host entries', () => {
  const { hosts } = settings({
    hosts: [
      { address: '10.0.0.2', names: ['boot.edge.example.com'], nodeAddress: 'gateway' },
      { address: '10.0.0.1', names: ['*.edge.example.com', 'edge.example.com'] },
    ],
  });

  test('the first that has a name counts', () => {
    expect(entryAddress(hosts, 'Boot.edge.example.com')).toBe('10.0.0.2');
    expect(entryAddress(hosts, 'api.edge.example.com')).toBe('10.0.0.1');
    expect(entryAddress(hosts, 'edge.example.com')).toBe('10.0.0.1');
    expect(entryAddress(hosts, 'other.example.com')).toBeNull();
    expect(entryAddress(hosts, 'badedge.example.com')).toBeNull();
  });

  test('for the nodes’ network they are spelled out', () => {
    const [first, second] = nodeHosts(hosts);
    expect(first).toEqual({ address: 'gateway', names: ['boot.edge.example.com'] });
    expect(second?.address).toBe('10.0.0.1');
    expect(second?.names).toContain('onboarding-stream.edge.example.com');
    expect(second?.names).toContain('edge.example.com');
    expect(second?.names.join()).not.toContain('*');
  });
});

test.each(['two words', 'a;b', 'tab\there'])(
  'an onboarding password that the node would change is refused: %j',
  (text) => {
    const secrets = { apiPassword: 'with spaces; is fine', onboardingPassword: text };
    const { error } = orchestratorSecretsSchema.safeParse(secrets);
    expect(error?.issues.map(({ path }) => path)).toEqual([['onboardingPassword']]);
    expect(error?.issues[0]?.message).toContain('the node removes spaces');
  },
);
