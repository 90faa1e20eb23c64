import { orchestrator } from '../../lib/contract/orchestrator.ts';
import type { RouteCase } from './route-case.ts';

const V1 = '/api/v1';
const ORCHESTRATOR = `${V1}/orchestrators/{orchestrator}`;
const LAB = { name: 'lab', kind: 'http-boot', settings: { bootProgramUrl: 'http://boot.example/ipxe.efi' } };

/** Routes of orchestrators. */
export const ORCHESTRATOR_ROUTES: readonly RouteCase[] = [
  // For a simulator that is not running; server/simulator/demonstration.host.test.ts covers their behaviour.
  { method: 'GET', path: `${ORCHESTRATOR}/scenarios`, permission: 'hosts.read', status: 404 },
  {
    method: 'POST',
    path: `${ORCHESTRATOR}/scenarios`,
    permission: 'scenarios.write',
    status: 404,
    body: { name: 'wrong-ca' },
  },
  { method: 'DELETE', path: `${ORCHESTRATOR}/scenarios`, permission: 'scenarios.write', status: 404 },
  { method: 'POST', path: `${ORCHESTRATOR}/page`, permission: 'scenarios.write', status: 404 },
  {
    method: 'POST',
    path: `${V1}/orchestrators`,
    permission: 'orchestrators.write',
    status: 201,
    schema: orchestrator,
    body: LAB,
  },
  {
    method: 'POST',
    path: `${V1}/orchestrators/check`,
    permission: 'orchestrators.write',
    status: 200,
    body: LAB,
  },
  { method: 'GET', path: ORCHESTRATOR, permission: 'hosts.read', status: 404 },
  {
    method: 'PUT',
    path: ORCHESTRATOR,
    permission: 'orchestrators.write',
    status: 404,
    body: { ...LAB, name: 'orchestrator' },
  },
  { method: 'GET', path: `${ORCHESTRATOR}/hosts`, permission: 'hosts.read', status: 404 },
  { method: 'GET', path: `${ORCHESTRATOR}/catalogue`, permission: 'hosts.read', status: 404 },
  {
    method: 'POST',
    path: `${ORCHESTRATOR}/policy`,
    permission: 'orchestrators.write',
    status: 404,
    body: { autoProvision: true, confirm: 'orchestrator' },
  },
  {
    method: 'POST',
    path: `${ORCHESTRATOR}/hosts`,
    permission: 'nodes.create',
    status: 404,
    body: { hosts: [{ serial: 'AAAA1' }] },
  },
  {
    method: 'POST',
    path: `${ORCHESTRATOR}/hosts/clean-up`,
    permission: 'nodes.delete',
    status: 404,
    body: { hosts: [{ id: 'host-12345678', serial: 'AAAA1', uuid: '' }] },
  },
  { method: 'DELETE', path: ORCHESTRATOR, permission: 'orchestrators.write', status: 404 },
];
