import { z } from 'zod';
import { efiVariables } from '../../lib/contract/efi-variables.ts';
import { hostResources } from '../../lib/contract/host-resources.ts';
import { host } from '../../lib/contract/host.ts';
import { imageList, imageUpload } from '../../lib/contract/image.ts';
import {
  auditList,
  bootList,
  capacityList,
  hostList,
  nodeList,
  operationList,
  operationResponse,
  orchestratorList,
  runList,
  tokenList,
} from '../../lib/contract/lists.ts';
import { ticket } from '../../lib/contract/live.ts';
import { nodeDetail, preview, removal } from '../../lib/contract/node.ts';
import { nodeHardware } from '../../lib/contract/node-hardware.ts';
import { bulk, bulkList } from '../../lib/contract/bulk.ts';
import { createResponse, run } from '../../lib/contract/run.ts';
import { newToken, session } from '../../lib/contract/session.ts';
import { screenList } from '../../lib/contract/screen-now.ts';
import { screenText } from '../../lib/contract/screen-text.ts';
import { storage } from '../../lib/contract/storage.ts';
import { hostUsageHistory, nodeUsageHistory, usageNow } from '../../lib/contract/usage.ts';
import { BOOT_ROUTES } from './boot-route-cases.ts';
import { INVENTORY_ROUTES } from './inventory-route-cases.ts';
import { ORCHESTRATOR_ROUTES } from './orchestrator-route-cases.ts';
import { runTimeline } from '../../lib/contract/run-timeline.ts';
import type { RouteCase } from './route-case.ts';
import { RULE_ROUTES } from './rule-route-cases.ts';
import { WEBHOOK_ROUTES } from './webhook-route-cases.ts';
import { SCHEDULE_ROUTES } from './schedule-route-cases.ts';
import { SHARE_ROUTES } from './share-route-cases.ts';
import { TEMPLATE_ROUTES } from './template-route-cases.ts';

const V1 = '/api/v1';
const NETWORK_OPTIONS = `${V1}/hosts/{host}/networks/{network}/boot-options`;
const ok = z.object({ status: z.literal('ok') });

/** Every route. */
export const ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: '/healthz', permission: 'public', status: 200, schema: ok },
  { method: 'GET', path: '/readyz', permission: 'public', status: 200, schema: ok },
  { method: 'GET', path: '/metrics', permission: 'public', status: 200 },
  { method: 'GET', path: `${V1}/session`, permission: 'session.own', status: 200, schema: session },
  {
    method: 'POST',
    path: `${V1}/session`,
    permission: 'public',
    status: 200,
    schema: session,
    body: { email: 'admin@localhost', password: 'a long enough password' },
  },
  // A token has no session to end; session.test.ts covers sessions.
  { method: 'DELETE', path: `${V1}/session`, permission: 'session.own', status: 409 },
  { method: 'GET', path: `${V1}/tokens`, permission: 'tokens.own', status: 200, schema: tokenList },
  {
    method: 'POST',
    path: `${V1}/tokens`,
    permission: 'tokens.own',
    status: 201,
    schema: newToken,
    body: { name: 'ci', role: 'viewer' },
  },
  { method: 'DELETE', path: `${V1}/tokens/{id}`, permission: 'tokens.own', status: 404 },
  { method: 'GET', path: `${V1}/nodes`, permission: 'nodes.read', status: 200, schema: nodeList },
  {
    method: 'POST',
    path: `${V1}/nodes`,
    permission: 'nodes.create',
    status: 202,
    schema: createResponse,
    body: { count: 2, name: 'new' },
  },
  {
    method: 'POST',
    path: `${V1}/nodes/preview`,
    permission: 'nodes.create',
    status: 200,
    schema: preview,
    body: {},
  },
  { method: 'GET', path: `${V1}/nodes/{node}`, permission: 'nodes.read', status: 200, schema: nodeDetail },
  {
    method: 'PATCH',
    path: `${V1}/nodes/{node}`,
    permission: 'nodes.edit',
    status: 202,
    schema: operationResponse,
    body: { labels: ['lab', 'site=oslo'], note: 'for the demonstration' },
  },
  {
    method: 'GET',
    path: `${V1}/nodes/{node}/removal`,
    permission: 'nodes.read',
    status: 200,
    schema: removal,
  },
  { method: 'GET', path: `${V1}/nodes/{node}/xml`, permission: 'nodes.read', status: 200 },
  { method: 'GET', path: `${V1}/exports/{format}`, permission: 'nodes.read', status: 422 },
  {
    method: 'GET',
    path: `${V1}/nodes/{node}/efi-variables`,
    permission: 'nodes.read',
    status: 200,
    schema: efiVariables,
  },
  {
    method: 'GET',
    path: `${V1}/nodes/{node}/hardware`,
    permission: 'nodes.read',
    status: 200,
    schema: nodeHardware,
  },
  {
    method: 'GET',
    path: `${V1}/nodes/{node}/boots`,
    permission: 'nodes.read',
    status: 200,
    schema: bootList,
  },
  {
    method: 'GET',
    path: `${V1}/nodes/{node}/operations`,
    permission: 'nodes.read',
    status: 200,
    schema: operationList,
  },
  { method: 'POST', path: `${V1}/nodes/preflight`, permission: 'nodes.create', status: 200, body: {} },
  { method: 'POST', path: `${V1}/nodes/{node}/preflight`, permission: 'nodes.power', status: 200 },
  {
    method: 'POST',
    path: `${V1}/nodes/{node}/repair`,
    permission: 'nodes.power',
    status: 204,
    body: { repair: 'registration' },
  },
  {
    method: 'POST',
    path: `${V1}/nodes/{node}/actions`,
    permission: 'nodes.power',
    status: 202,
    schema: operationResponse,
    body: { action: 'reset' },
  },
  {
    method: 'POST',
    path: `${V1}/nodes/{node}/reprovision`,
    permission: 'nodes.delete',
    status: 202,
    schema: operationResponse,
  },
  ...BOOT_ROUTES,
  { method: 'GET', path: `${V1}/nodes/{node}/screenshot`, permission: 'console.read', status: 200 },
  { method: 'GET', path: `${V1}/screens`, permission: 'console.read', status: 200, schema: screenList },
  // No pictures are taken here.
  { method: 'GET', path: `${V1}/nodes/{node}/screen/latest`, permission: 'console.read', status: 404 },
  {
    method: 'GET',
    path: `${V1}/nodes/{node}/screen/text`,
    permission: 'console.read',
    status: 200,
    schema: screenText,
  },
  {
    method: 'GET',
    path: `${V1}/operations/{id}`,
    permission: 'nodes.read',
    status: 200,
    schema: operationResponse,
  },
  { method: 'GET', path: `${V1}/bulks`, permission: 'nodes.read', status: 200, schema: bulkList },
  { method: 'GET', path: `${V1}/bulks/{bulk}`, permission: 'nodes.read', status: 404 },
  {
    method: 'POST',
    path: `${V1}/bulks`,
    permission: 'nodes.power',
    status: 202,
    schema: bulk,
    body: { action: 'reset', nodes: ['one', 'nobody'] },
  },
  { method: 'DELETE', path: `${V1}/bulks/{bulk}`, permission: 'nodes.power', status: 404 },
  { method: 'GET', path: `${V1}/runs`, permission: 'nodes.read', status: 200, schema: runList },
  { method: 'GET', path: `${V1}/runs/{run}`, permission: 'nodes.read', status: 200, schema: run },
  {
    method: 'GET',
    path: `${V1}/runs/{run}/scale`,
    permission: 'nodes.create',
    // Without a count.
    status: 422,
  },
  {
    method: 'POST',
    path: `${V1}/runs/{run}/scale`,
    permission: 'nodes.create',
    status: 409,
    body: { count: 1, remove: ['nothing'] },
  },
  // Nothing of it waits or boots.
  { method: 'POST', path: `${V1}/runs/{run}/pause`, permission: 'nodes.power', status: 409 },
  { method: 'POST', path: `${V1}/runs/{run}/resume`, permission: 'nodes.power', status: 200, schema: run },
  // No node of it has failed.
  { method: 'POST', path: `${V1}/runs/{run}/retry`, permission: 'nodes.create', status: 409 },
  {
    method: 'POST',
    path: `${V1}/runs/{run}/cancel`,
    permission: 'nodes.power',
    status: 202,
    schema: run,
    body: {},
  },
  {
    method: 'GET',
    path: `${V1}/runs/{run}/timeline`,
    permission: 'nodes.read',
    status: 200,
    schema: runTimeline,
  },
  { method: 'GET', path: `${V1}/runs/{run}/report`, permission: 'nodes.read', status: 200 },
  { method: 'GET', path: `${V1}/hosts`, permission: 'hosts.read', status: 200, schema: hostList },
  {
    method: 'GET',
    path: `${V1}/hosts/{host}/resources`,
    permission: 'hosts.read',
    status: 200,
    schema: hostResources,
  },
  ...INVENTORY_ROUTES,
  { method: 'GET', path: `${V1}/hosts/{host}`, permission: 'hosts.read', status: 200, schema: host },
  ...TEMPLATE_ROUTES,
  ...RULE_ROUTES,
  ...WEBHOOK_ROUTES,
  ...SCHEDULE_ROUTES,
  ...SHARE_ROUTES,
  {
    method: 'GET',
    path: `${V1}/orchestrators`,
    permission: 'hosts.read',
    status: 200,
    schema: orchestratorList,
  },
  ...ORCHESTRATOR_ROUTES,
  { method: 'GET', path: NETWORK_OPTIONS, permission: 'hosts.read', status: 422 },
  {
    method: 'POST',
    path: NETWORK_OPTIONS,
    permission: 'networks.write',
    status: 404,
    body: { change: 'remove', hash: 'none' },
  },
  { method: 'GET', path: `${V1}/images`, permission: 'hosts.read', status: 200, schema: imageList },
  { method: 'GET', path: `${V1}/images/{image}`, permission: 'hosts.read', status: 404 },
  { method: 'DELETE', path: `${V1}/images/{image}`, permission: 'images.write', status: 404 },
  {
    method: 'POST',
    path: `${V1}/images/uploads`,
    permission: 'images.write',
    status: 201,
    schema: imageUpload,
    body: { name: 'disk', bytes: 1024 },
  },
  {
    method: 'POST',
    path: `${V1}/images/copies`,
    permission: 'volumes.read',
    status: 404,
    body: { name: 'copy', pool: 'nothing', volume: 'nothing' },
  },
  { method: 'GET', path: `${V1}/hosts/{host}/pools/{pool}/volumes`, permission: 'volumes.read', status: 404 },
  { method: 'PUT', path: `${V1}/images/uploads/{upload}`, permission: 'images.write', status: 422 },
  { method: 'DELETE', path: `${V1}/images/uploads/{upload}`, permission: 'images.write', status: 404 },
  { method: 'GET', path: `${V1}/usage`, permission: 'hosts.read', status: 200, schema: usageNow },
  {
    method: 'GET',
    path: `${V1}/hosts/{host}/usage`,
    permission: 'hosts.read',
    status: 200,
    schema: hostUsageHistory,
  },
  {
    method: 'GET',
    path: `${V1}/nodes/{node}/usage`,
    permission: 'nodes.read',
    status: 200,
    schema: nodeUsageHistory,
  },
  { method: 'GET', path: `${V1}/capacity`, permission: 'hosts.read', status: 200, schema: capacityList },
  { method: 'GET', path: `${V1}/storage`, permission: 'hosts.read', status: 200, schema: storage },
  { method: 'GET', path: `${V1}/audit`, permission: 'audit.read', status: 200, schema: auditList },
  {
    method: 'POST',
    path: `${V1}/password`,
    permission: 'session.own',
    // With a token, as here, it is refused to every role.
    status: 403,
    body: { current: 'the present one', next: 'another password' },
  },
  {
    method: 'POST',
    path: `${V1}/tickets`,
    permission: 'console.read',
    also: 'console.write',
    status: 201,
    schema: ticket,
    body: { node: 'one', kind: 'serial' },
  },
  { method: 'GET', path: `${V1}/presence`, permission: 'presence.read', status: 422 },
  {
    method: 'POST',
    path: `${V1}/presence`,
    permission: 'console.write',
    // Nobody has it open here.
    status: 409,
    body: { node: 'one', console: 'ttyS0', action: 'ask' },
  },
  {
    method: 'DELETE',
    path: `${V1}/runs/{run}`,
    permission: 'nodes.delete',
    status: 202,
    schema: operationList,
  },
  {
    method: 'DELETE',
    path: `${V1}/nodes/{node}`,
    permission: 'nodes.delete',
    status: 202,
    schema: operationResponse,
  },
];
