import { operationResponse } from '../../lib/contract/lists.ts';
import type { RouteCase } from './route-case.ts';

const NODE = '/api/v1/nodes/{node}';

/** What becomes of the volume has to be said, and an address has to be one. */
export const DEVICE_ROUTES: readonly RouteCase[] = [
  {
    method: 'POST',
    path: `${NODE}/disks`,
    permission: 'nodes.edit',
    status: 202,
    schema: operationResponse,
    body: { sizeGiB: 1 },
  },
  { method: 'DELETE', path: `${NODE}/disks/{disk}`, permission: 'nodes.edit', status: 422 },
  {
    method: 'POST',
    path: `${NODE}/nics`,
    permission: 'nodes.edit',
    status: 202,
    schema: operationResponse,
    body: {},
  },
  { method: 'DELETE', path: `${NODE}/nics/{mac}`, permission: 'nodes.edit', status: 422 },
];
