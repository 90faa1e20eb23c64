import { presentation, presentationList } from '../../lib/contract/presentation.ts';
import type { RouteCase } from './route-case.ts';

const PATH = '/api/v1/presentations';
const VIEW = { path: '/wall' };

/** What people show each other. */
export const PRESENTATION_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: PATH, permission: 'nodes.read', status: 200, schema: presentationList },
  { method: 'POST', path: PATH, permission: 'nodes.read', status: 200, schema: presentation, body: VIEW },
  // Only one's own.
  { method: 'PUT', path: `${PATH}/{id}`, permission: 'nodes.read', status: 404, body: VIEW },
  { method: 'DELETE', path: `${PATH}/{id}`, permission: 'nodes.read', status: 404 },
];
