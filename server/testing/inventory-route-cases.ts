import { hostDomainList } from '../../lib/contract/host-domain.ts';
import { orphanList, orphansCleaned } from '../../lib/contract/orphan.ts';
import { CHECKPOINT_ROUTES } from './checkpoint-route-cases.ts';
import type { RouteCase } from './route-case.ts';

const V1 = '/api/v1';
const DOMAIN = `${V1}/hosts/{host}/domains/{domain}`;

/** Routes to what is on a host, whoever made it. */
export const INVENTORY_ROUTES: readonly RouteCase[] = [
  {
    method: 'GET',
    path: `${V1}/hosts/{host}/domains`,
    permission: 'domains.read',
    status: 200,
    schema: hostDomainList,
  },
  { method: 'GET', path: `${V1}/orphans`, permission: 'hosts.read', status: 200, schema: orphanList },
  {
    method: 'POST',
    path: `${V1}/orphans/clean`,
    permission: 'orphans.clean',
    status: 200,
    schema: orphansCleaned,
    body: { ids: ['nothing'] },
  },
  { method: 'GET', path: DOMAIN, permission: 'domains.read', status: 404 },
  { method: 'GET', path: `${DOMAIN}/xml`, permission: 'domains.use', status: 404 },
  {
    method: 'POST',
    path: `${DOMAIN}/adopt`,
    permission: 'domains.write',
    status: 404,
    body: { confirm: 'domain' },
  },
  {
    method: 'POST',
    path: `${DOMAIN}/actions`,
    permission: 'domains.use',
    status: 404,
    body: { action: 'start' },
  },
  {
    method: 'POST',
    path: `${V1}/hosts`,
    permission: 'hosts.write',
    status: 422,
    body: { name: 'lab', uri: 'lxc:///system' },
  },
  {
    method: 'PUT',
    path: `${V1}/hosts/{host}`,
    permission: 'hosts.write',
    status: 409,
    body: { name: 'local', uri: 'qemu:///session' },
  },
  {
    method: 'POST',
    path: `${V1}/hosts/check`,
    permission: 'hosts.write',
    status: 200,
    body: { name: 'lab', uri: 'lxc:///system' },
  },
  { method: 'DELETE', path: `${V1}/hosts/{host}`, permission: 'hosts.write', status: 409 },
  {
    method: 'POST',
    path: `${V1}/hosts/{host}/networks`,
    permission: 'networks.write',
    status: 404,
    body: { name: 'made', subnet: '10.20.30.0/24' },
  },
  { method: 'GET', path: `${V1}/hosts/{host}/networks/{network}`, permission: 'hosts.read', status: 404 },
  {
    method: 'POST',
    path: `${V1}/hosts/{host}/networks/{network}/actions`,
    permission: 'networks.write',
    status: 404,
    body: { action: 'start' },
  },
  {
    method: 'DELETE',
    path: `${V1}/hosts/{host}/networks/{network}`,
    permission: 'networks.write',
    status: 422,
  },
  {
    method: 'POST',
    path: `${V1}/hosts/{host}/pools`,
    permission: 'volumes.write',
    status: 404,
    body: { name: 'made', path: '/made' },
  },
  {
    method: 'POST',
    path: `${V1}/hosts/{host}/pools/{pool}/actions`,
    permission: 'volumes.write',
    status: 404,
    body: { action: 'start' },
  },
  { method: 'DELETE', path: `${V1}/hosts/{host}/pools/{pool}`, permission: 'volumes.write', status: 422 },
  { method: 'GET', path: `${V1}/hosts/{host}/pools/{pool}/contents`, permission: 'hosts.read', status: 404 },
  {
    method: 'POST',
    path: `${V1}/hosts/{host}/pools/{pool}/contents`,
    permission: 'volumes.write',
    status: 404,
    body: { name: 'made', bytes: 1024 },
  },
  {
    method: 'POST',
    path: `${V1}/hosts/{host}/pools/{pool}/contents/{volume}/size`,
    permission: 'volumes.write',
    status: 404,
    body: { bytes: 2048 },
  },
  {
    method: 'DELETE',
    path: `${V1}/hosts/{host}/pools/{pool}/contents/{volume}`,
    permission: 'volumes.write',
    status: 422,
  },
  {
    method: 'GET',
    path: `${V1}/hosts/{host}/pools/{pool}/contents/{volume}/bytes`,
    permission: 'volumes.read',
    status: 404,
  },
  {
    method: 'PUT',
    path: `${V1}/hosts/{host}/pools/{pool}/contents/{volume}/bytes`,
    permission: 'volumes.write',
    status: 422,
  },
  ...CHECKPOINT_ROUTES,
];
