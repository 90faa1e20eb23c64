import { bootComparison } from '../../lib/contract/boot-comparison.ts';
import { bootTimes } from '../../lib/contract/boot-times.ts';
import { boot } from '../../lib/contract/boot.ts';
import { diagnosis, diagnosisState } from '../../lib/contract/diagnosis.ts';
import { replay } from '../../lib/contract/replay.ts';
import { FAULT_ROUTES } from './fault-route-cases.ts';
import { DEMO_ROUTES } from './demo-route-cases.ts';
import { PRESENTATION_ROUTES } from './presentation-route-cases.ts';
import type { RouteCase } from './route-case.ts';
import { SEARCH_ROUTES } from './search-route-cases.ts';

const BOOT = '/api/v1/nodes/{node}/boots/{boot}';

/** Routes to what a boot printed and showed, and to what is done wrong in it. */
export const BOOT_ROUTES: readonly RouteCase[] = [
  ...FAULT_ROUTES,
  {
    method: 'GET',
    path: `${BOOT}/cast/{port}`,
    permission: 'console.read',
    status: 200,
  },
  {
    method: 'GET',
    path: `${BOOT}/replay`,
    permission: 'console.read',
    status: 200,
    schema: replay,
  },
  { method: 'GET', path: `${BOOT}/page`, permission: 'console.read', status: 200 },
  // It has none.
  { method: 'GET', path: `${BOOT}/pictures/{picture}`, permission: 'console.read', status: 404 },
  { method: 'PUT', path: `${BOOT}/pin`, permission: 'recordings.write', status: 200, schema: boot },
  { method: 'DELETE', path: `${BOOT}/pin`, permission: 'recordings.write', status: 200, schema: boot },
  // It goes on.
  { method: 'DELETE', path: `${BOOT}/recording`, permission: 'recordings.write', status: 409 },
  {
    method: 'GET',
    path: `${BOOT}/comparison`,
    permission: 'console.read',
    status: 200,
    schema: bootComparison,
  },
  {
    method: 'GET',
    path: `${BOOT}/diagnosis`,
    permission: 'console.read',
    status: 200,
    schema: diagnosisState,
  },
  { method: 'POST', path: `${BOOT}/diagnosis`, permission: 'nodes.power', status: 200, schema: diagnosis },
  {
    method: 'GET',
    path: `${BOOT}/log/{port}`,
    permission: 'console.read',
    status: 200,
  },
  ...PRESENTATION_ROUTES,
  ...DEMO_ROUTES,
  ...SEARCH_ROUTES,
  // Without nodes there is nothing to answer.
  { method: 'GET', path: '/api/v1/serial-tails', permission: 'console.read', status: 422 },
  { method: 'GET', path: '/api/v1/boot-times', permission: 'nodes.read', status: 200, schema: bootTimes },
];
