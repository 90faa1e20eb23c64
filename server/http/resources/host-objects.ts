import { Readable } from 'node:stream';
import { createRoute } from '@hono/zod-openapi';
import { z } from 'zod';
import {
  confirmedQuery,
  hostNetworkDetail,
  hostNetworkEdit,
  hostNetworkRequest,
  hostObjectActionRequest,
} from '../../../lib/contract/host-network.ts';
import {
  hostPoolActionRequest,
  hostPoolRequest,
  hostVolume,
  hostVolumeClone,
  hostVolumeList,
  hostVolumeRequest,
  hostVolumeResize,
  hostVolumeWritten,
} from '../../../lib/contract/host-pool.ts';
import { json, jsonBody, refusals, type ConsoleApp } from '../content.ts';
import { identityOf, needs, needsBefore } from '../guard.ts';
import { requireConfirmed } from './confirmed.ts';

const host = z.string().min(1).max(200);
const name = z.string().min(1).max(300);
const networks = '/api/v1/hosts/{host}/networks';
const pools = '/api/v1/hosts/{host}/pools';
const contents = `${pools}/{pool}/contents`;
const network = z.object({ host, network: name });
const pool = z.object({ host, pool: name });
const volume = z.object({ host, pool: name, volume: name });
const done = { 204: { description: 'Done' }, ...refusals };
const binary = { schema: { type: 'string', format: 'binary' } } as const;

const showNetwork = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: `${networks}/{network}`,
  summary: 'A network, its definition and its leases',
  request: { params: network },
  responses: { 200: json('The network', hostNetworkDetail), ...refusals },
});
const createNetwork = createRoute({
  ...needs('networks.write', 'network create'),
  method: 'post',
  path: networks,
  summary: 'Define and start a network',
  request: { params: z.object({ host }), ...jsonBody(hostNetworkRequest) },
  responses: { 201: json('The network', hostNetworkDetail), ...refusals },
});
const actOnNetwork = createRoute({
  ...needs('networks.write', 'network switch'),
  method: 'post',
  path: `${networks}/{network}/actions`,
  summary: 'Start or stop a network of somebody else, or change whether it starts with the host',
  request: { params: network, ...jsonBody(hostObjectActionRequest) },
  responses: done,
});
const defineNetwork = createRoute({
  ...needs('networks.write', 'network define'),
  method: 'put',
  path: `${networks}/{network}/xml`,
  summary: 'Replace the definition of a network of somebody else; an active one takes it at its next start',
  request: { params: network, ...jsonBody(hostNetworkEdit) },
  responses: { 200: json('The network', hostNetworkDetail), ...refusals },
});
const removeNetwork = createRoute({
  ...needs('networks.write', 'network remove'),
  method: 'delete',
  path: `${networks}/{network}`,
  summary: 'Stop and undefine a network of somebody else that no domain uses',
  request: { params: network, query: confirmedQuery },
  responses: done,
});

function networkRoutes(app: ConsoleApp): void {
  app.openapi(showNetwork, async (c) => {
    const target = c.req.valid('param');
    return c.json(await c.var.services.core.hostObjects.network(target.host, target.network), 200);
  });
  app.openapi(createNetwork, async (c) => {
    const request = c.req.valid('json');
    const where = c.req.valid('param').host;
    c.set('auditTarget', `${where}/${request.name}`);
    const { hostObjects } = c.var.services.core;
    return c.json(await hostObjects.createNetwork(where, request, identityOf(c).actor), 201);
  });
  app.openapi(actOnNetwork, async (c) => {
    const target = c.req.valid('param');
    const { action } = c.req.valid('json');
    c.set('auditTarget', `${target.host}/${target.network} ${action}`);
    const { hostObjects } = c.var.services.core;
    await hostObjects.actOnNetwork(target.host, target.network, action, identityOf(c).actor);
    return c.body(null, 204);
  });
  app.openapi(defineNetwork, async (c) => {
    const target = c.req.valid('param');
    const { xml } = c.req.valid('json');
    const { hostObjects } = c.var.services.core;
    const { actor } = identityOf(c);
    return c.json(await hostObjects.defineNetwork(target.host, target.network, xml, actor), 200);
  });
  app.openapi(removeNetwork, async (c) => {
    const target = c.req.valid('param');
    requireConfirmed(target.network, c.req.valid('query').confirm);
    await c.var.services.core.hostObjects.removeNetwork(target.host, target.network, identityOf(c).actor);
    return c.body(null, 204);
  });
}

const createPool = createRoute({
  ...needs('volumes.write', 'pool create'),
  method: 'post',
  path: pools,
  summary: 'Define and start a pool over a folder',
  request: { params: z.object({ host }), ...jsonBody(hostPoolRequest) },
  responses: done,
});
const actOnPool = createRoute({
  ...needs('volumes.write', 'pool switch'),
  method: 'post',
  path: `${pools}/{pool}/actions`,
  summary: 'Start, stop or refresh a pool of somebody else, or change whether it starts with the host',
  request: { params: pool, ...jsonBody(hostPoolActionRequest) },
  responses: done,
});
const removePool = createRoute({
  ...needs('volumes.write', 'pool remove'),
  method: 'delete',
  path: `${pools}/{pool}`,
  summary: 'Undefine a pool of somebody else; its files stay',
  request: { params: pool, query: confirmedQuery },
  responses: done,
});

function poolRoutes(app: ConsoleApp): void {
  app.openapi(createPool, async (c) => {
    const request = c.req.valid('json');
    const where = c.req.valid('param').host;
    c.set('auditTarget', `${where}/${request.name} ${request.path}`);
    await c.var.services.core.hostObjects.createPool(where, request, identityOf(c).actor);
    return c.body(null, 204);
  });
  app.openapi(actOnPool, async (c) => {
    const target = c.req.valid('param');
    const { action } = c.req.valid('json');
    c.set('auditTarget', `${target.host}/${target.pool} ${action}`);
    const { hostObjects } = c.var.services.core;
    await hostObjects.actOnPool(target.host, target.pool, action, identityOf(c).actor);
    return c.body(null, 204);
  });
  app.openapi(removePool, async (c) => {
    const target = c.req.valid('param');
    requireConfirmed(target.pool, c.req.valid('query').confirm);
    await c.var.services.core.hostObjects.removePool(target.host, target.pool, identityOf(c).actor);
    return c.body(null, 204);
  });
}

const listVolumes = createRoute({
  ...needs('hosts.read'),
  method: 'get',
  path: contents,
  summary: 'The volumes of a pool, and who uses them',
  request: { params: pool },
  responses: { 200: json('By name; none while the pool is not active', hostVolumeList), ...refusals },
});
const createVolume = createRoute({
  ...needs('volumes.write', 'volume create'),
  method: 'post',
  path: contents,
  summary: 'Create an empty volume',
  request: { params: pool, ...jsonBody(hostVolumeRequest) },
  responses: { 201: json('The volume', hostVolume), ...refusals },
});
const resizeVolume = createRoute({
  ...needs('volumes.write', 'volume resize'),
  method: 'post',
  path: `${contents}/{volume}/size`,
  summary: 'Enlarge a volume that no domain uses',
  request: { params: volume, ...jsonBody(hostVolumeResize) },
  responses: { 200: json('The volume', hostVolume), ...refusals },
});
const cloneVolume = createRoute({
  ...needs('volumes.write', 'volume clone'),
  method: 'post',
  path: `${contents}/{volume}/clone`,
  summary: 'Copy a volume inside its pool; not while a domain that uses it is on',
  request: { params: volume, ...jsonBody(hostVolumeClone) },
  responses: { 201: json('The copy', hostVolume), ...refusals },
});
const removeVolume = createRoute({
  ...needs('volumes.write', 'volume remove'),
  method: 'delete',
  path: `${contents}/{volume}`,
  summary: 'Delete a volume that no domain uses, with its bytes',
  request: { params: volume, query: confirmedQuery },
  responses: done,
});
const download = createRoute({
  ...needs('volumes.read', 'volume download'),
  method: 'get',
  path: `${contents}/{volume}/bytes`,
  summary: 'The bytes of a volume',
  request: { params: volume },
  responses: {
    200: { description: 'All of them', content: { 'application/octet-stream': binary } },
    ...refusals,
  },
});
const upload = createRoute({
  ...needsBefore('volumes.write', 'volume upload'),
  method: 'put',
  path: `${contents}/{volume}/bytes`,
  summary: 'Write up to 4 MiB into a volume that no domain uses',
  request: {
    params: volume,
    query: z.object({ offset: z.coerce.number().pipe(z.int().min(0)) }),
    body: { required: true, content: { 'application/octet-stream': binary } },
  },
  responses: { 200: json('Where the next bytes belong', hostVolumeWritten), ...refusals },
});

function volumeRoutes(app: ConsoleApp): void {
  app.openapi(listVolumes, async (c) => {
    const target = c.req.valid('param');
    return c.json({ volumes: await c.var.services.core.hostObjects.volumes(target.host, target.pool) }, 200);
  });
  app.openapi(createVolume, async (c) => {
    const target = c.req.valid('param');
    const request = c.req.valid('json');
    c.set('auditTarget', `${target.host}/${target.pool}/${request.name}`);
    const { hostObjects } = c.var.services.core;
    return c.json(
      await hostObjects.createVolume(target.host, target.pool, request, identityOf(c).actor),
      201,
    );
  });
  app.openapi(resizeVolume, async (c) => {
    const { host: where, ...target } = c.req.valid('param');
    const { bytes } = c.req.valid('json');
    const address = { pool: target.pool, name: target.volume };
    const { hostObjects } = c.var.services.core;
    return c.json(await hostObjects.resizeVolume(where, address, bytes, identityOf(c).actor), 200);
  });
  app.openapi(cloneVolume, async (c) => {
    const { host: where, ...target } = c.req.valid('param');
    const copy = c.req.valid('json').name;
    const address = { pool: target.pool, name: target.volume };
    c.set('auditTarget', `${where}/${target.pool}/${target.volume} ${copy}`);
    const { hostObjects } = c.var.services.core;
    return c.json(await hostObjects.cloneVolume(where, address, copy, identityOf(c).actor), 201);
  });
  app.openapi(removeVolume, async (c) => {
    const { host: where, ...target } = c.req.valid('param');
    requireConfirmed(target.volume, c.req.valid('query').confirm);
    const address = { pool: target.pool, name: target.volume };
    await c.var.services.core.hostObjects.removeVolume(where, address, identityOf(c).actor);
    return c.body(null, 204);
  });
  app.openapi(upload, async (c) => {
    const { host: where, ...target } = c.req.valid('param');
    const { offset } = c.req.valid('query');
    const address = { pool: target.pool, name: target.volume };
    const part = { offset, bytes: new Uint8Array(await c.req.arrayBuffer()) };
    const { hostObjects } = c.var.services.core;
    return c.json({ written: await hostObjects.writeVolume(where, address, part, identityOf(c).actor) }, 200);
  });
  app.openapi(download, async (c) => {
    const { host: where, ...target } = c.req.valid('param');
    const address = { pool: target.pool, name: target.volume };
    const { hostObjects } = c.var.services.core;
    const { bytes, stream } = await hostObjects.readVolume(where, address, identityOf(c).actor);
    return new Response(Readable.toWeb(stream), {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(bytes),
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(target.volume)}`,
      },
    });
  });
}

/** Networks, pools and volumes of hosts. */
export function hostObjectRoutes(app: ConsoleApp): void {
  networkRoutes(app);
  poolRoutes(app);
  volumeRoutes(app);
}
