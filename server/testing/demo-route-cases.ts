import { demoState } from '../../lib/contract/demo.ts';
import type { RouteCase } from './route-case.ts';

const PATH = '/api/v1/demo';

/** There is no simulator here to show it with. */
export const DEMO_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: PATH, permission: 'nodes.read', status: 200, schema: demoState },
  { method: 'POST', path: PATH, permission: 'scenarios.write', status: 409 },
  { method: 'POST', path: `${PATH}/pause`, permission: 'scenarios.write', status: 404 },
  { method: 'POST', path: `${PATH}/resume`, permission: 'scenarios.write', status: 404 },
  { method: 'DELETE', path: PATH, permission: 'nodes.delete', status: 404 },
];
