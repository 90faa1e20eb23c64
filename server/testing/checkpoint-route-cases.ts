import { checkpointList } from '../../lib/contract/checkpoint.ts';
import { operationResponse } from '../../lib/contract/lists.ts';
import { createResponse } from '../../lib/contract/run.ts';
import type { RouteCase } from './route-case.ts';

const CHECKPOINTS = '/api/v1/nodes/{node}/checkpoints';
const CHECKPOINT = `${CHECKPOINTS}/{checkpoint}`;

/** The node has no checkpoint, and one operation at a time. */
export const CHECKPOINT_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: CHECKPOINTS, permission: 'nodes.read', status: 200, schema: checkpointList },
  { method: 'GET', path: CHECKPOINT, permission: 'nodes.read', status: 404 },
  {
    method: 'POST',
    path: CHECKPOINTS,
    permission: 'checkpoints.write',
    status: 202,
    schema: operationResponse,
    body: {},
  },
  { method: 'POST', path: `${CHECKPOINT}/restore`, permission: 'checkpoints.write', status: 404, body: {} },
  {
    method: 'POST',
    path: '/api/v1/nodes/{node}/clone',
    permission: 'nodes.create',
    status: 202,
    schema: createResponse,
    body: {},
  },
  { method: 'DELETE', path: CHECKPOINT, permission: 'checkpoints.write', status: 404 },
];
