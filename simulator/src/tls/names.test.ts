import { expect, test } from 'vitest';
import { certificateNames, isServedUnder } from './names.ts';

test('the certificate names every service, and the addresses', () => {
  const { dns, ip } = certificateNames('edge.test', '192.168.7.1');
  expect(dns).toContain('tinkerbell-haproxy.edge.test');
  expect(dns).toContain('keycloak.edge.test');
  expect(ip).toEqual(['127.0.0.1', '192.168.7.1']);
  expect(certificateNames('edge.test', '0.0.0.0').ip).toContain('127.0.0.1');
});

test.for([
  ['api.edge.test', '/v1/projects/x', true],
  ['API.edge.test:8443', '/v1/projects/x', true],
  ['api.edge.test', '/realms/master', false],
  ['telemetry-node.edge.test', '/v1/projects', false],
  ['192.168.7.1', '/v1/projects', true],
  ['elsewhere.test', '/v1/projects', true],
  ['unheard-of.edge.test', '/v1/projects', true],
  ['toString.edge.test', '/v1/projects', true],
  [undefined, '/v1/projects', true],
] as const)('%s %s: %s', ([host, path, expected]) => {
  expect(isServedUnder(host, 'edge.test', path)).toBe(expected);
});
