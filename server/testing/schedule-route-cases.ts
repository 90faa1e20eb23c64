import { runTrend, schedule, scheduleList } from '../../lib/contract/schedule.ts';
import type { RouteCase } from './route-case.ts';

const SCHEDULES = '/api/v1/schedules';
const SCHEDULE = `${SCHEDULES}/{schedule}`;
const NIGHTLY = { name: 'nightly', cron: '0 2 * * *', request: { count: 2 } };

/** There is no schedule. */
export const SCHEDULE_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: SCHEDULES, permission: 'nodes.read', status: 200, schema: scheduleList },
  {
    method: 'POST',
    path: SCHEDULES,
    permission: 'schedules.write',
    status: 201,
    schema: schedule,
    body: NIGHTLY,
  },
  { method: 'GET', path: SCHEDULE, permission: 'nodes.read', status: 404 },
  {
    method: 'PUT',
    path: SCHEDULE,
    permission: 'schedules.write',
    status: 404,
    body: { ...NIGHTLY, name: 'schedule' },
  },
  { method: 'DELETE', path: SCHEDULE, permission: 'schedules.write', status: 404 },
  { method: 'POST', path: `${SCHEDULE}/pause`, permission: 'schedules.write', status: 404 },
  { method: 'POST', path: `${SCHEDULE}/resume`, permission: 'schedules.write', status: 404 },
  { method: 'POST', path: `${SCHEDULE}/run`, permission: 'schedules.write', status: 404 },
  { method: 'GET', path: `${SCHEDULE}/trend`, permission: 'nodes.read', status: 404 },
  {
    method: 'GET',
    path: '/api/v1/templates/{template}/trend',
    permission: 'nodes.read',
    status: 200,
    schema: runTrend,
  },
  // Without an expression.
  { method: 'GET', path: '/api/v1/schedule-times', permission: 'nodes.read', status: 422 },
];
