import { faultList, faultResponse } from '../../lib/contract/fault.ts';
import type { RouteCase } from './route-case.ts';

const FAULTS = '/api/v1/nodes/{node}/faults';

export const FAULT_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: FAULTS, permission: 'nodes.read', status: 200, schema: faultList },
  {
    method: 'POST',
    path: FAULTS,
    permission: 'faults.write',
    status: 201,
    schema: faultResponse,
    body: { kind: 'link-down', seconds: 60 },
  },
  { method: 'DELETE', path: FAULTS, permission: 'faults.write', status: 200, schema: faultList },
  // It has none.
  { method: 'DELETE', path: `${FAULTS}/{fault}`, permission: 'faults.write', status: 404 },
];
