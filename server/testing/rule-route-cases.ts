import {
  explanation,
  ruleFileDetail,
  ruleFileList,
  ruleProblems,
  ruleTestResults,
} from '../../lib/contract/rules.ts';
import type { RouteCase } from './route-case.ts';

const RULES = '/api/v1/rules';

/** Those of rules by which serial output is read. */
export const RULE_ROUTES: readonly RouteCase[] = [
  { method: 'GET', path: RULES, permission: 'nodes.read', status: 200, schema: ruleFileList },
  { method: 'GET', path: `${RULES}/{file}`, permission: 'nodes.read', status: 200, schema: ruleFileDetail },
  // A shipped one.
  {
    method: 'PUT',
    path: `${RULES}/{file}`,
    permission: 'rules.write',
    status: 409,
    body: { source: 'title: x', basedOn: null },
  },
  { method: 'DELETE', path: `${RULES}/{file}`, permission: 'rules.write', status: 409 },
  {
    method: 'POST',
    path: `${RULES}/lint`,
    permission: 'nodes.read',
    status: 200,
    schema: ruleProblems,
    body: { source: 'title: x' },
  },
  {
    method: 'POST',
    path: `${RULES}/test`,
    permission: 'nodes.read',
    status: 200,
    schema: ruleTestResults,
    body: {},
  },
  {
    method: 'POST',
    path: `${RULES}/explain`,
    permission: 'console.read',
    status: 200,
    schema: explanation,
    body: { text: 'grub rescue> ' },
  },
];
