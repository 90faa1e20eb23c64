import { templateList, templateVersions } from '../../lib/contract/lists.ts';
import { preview } from '../../lib/contract/node.ts';
import { template } from '../../lib/contract/template.ts';
import type { RouteCase } from './route-case.ts';

const V1 = '/api/v1';
const TEMPLATE = `${V1}/templates/{template}`;
const OWN_TEMPLATE = {
  ...{ name: 'own', title: 'Own', for: ['simulator'] },
  ...{ vcpus: 1, memoryMiB: 1024, diskGiB: 8 },
};

/** Of templates. */
export const TEMPLATE_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: `${V1}/templates`, permission: 'nodes.read', status: 200, schema: templateList },
  {
    method: 'POST',
    path: `${V1}/templates`,
    permission: 'templates.write',
    status: 201,
    schema: template,
    body: OWN_TEMPLATE,
  },
  {
    method: 'POST',
    path: `${V1}/templates/preview`,
    permission: 'templates.write',
    status: 200,
    schema: preview,
    body: OWN_TEMPLATE,
  },
  {
    method: 'POST',
    path: `${V1}/templates/import`,
    permission: 'templates.write',
    status: 200,
    schema: template,
    body: { yaml: JSON.stringify(OWN_TEMPLATE) },
  },
  { method: 'GET', path: TEMPLATE, permission: 'nodes.read', status: 200, schema: template },
  {
    method: 'GET',
    path: `${TEMPLATE}/versions`,
    permission: 'nodes.read',
    status: 200,
    schema: templateVersions,
  },
  { method: 'GET', path: `${TEMPLATE}/yaml`, permission: 'nodes.read', status: 200 },
  // A shipped one.
  {
    method: 'PUT',
    path: TEMPLATE,
    permission: 'templates.write',
    status: 409,
    body: { ...OWN_TEMPLATE, name: 'ubuntu', basedOn: 1 },
  },
  { method: 'DELETE', path: TEMPLATE, permission: 'templates.write', status: 409 },
];
