import { expect, test } from 'vitest';
import type { CheckStep, PresentedCertificate } from '../../../lib/contract/orchestrator-check.ts';
import { API_AUTHORITY, authorityPath } from './authority-path.ts';

const certificate = (subject: string, issuer: string): PresentedCertificate => ({
  ...{ subject, issuer, validFrom: '2026-01-01T00:00:00Z', validTo: '2027-01-01T00:00:00Z' },
  ...{ fingerprint: subject, selfSigned: subject === issuer },
});
const step = (id: CheckStep['id'], presented: string | null, found: string | null): CheckStep => ({
  ...{ id, state: 'failed', milliseconds: 1, evidence: '', fix: '', finding: null },
  certificates: presented === null ? [] : [certificate('CN=server', presented)],
  authority: found === null ? null : { ...certificate(found, found), pem: 'PEM' },
});
const EDGE = { kind: 'edge-orchestrator', known: false } as const;
const published = step('boot-certificates', 'CN=boot CA', 'CN=boot CA');
const api = (issuer: string) => step('certificates', issuer, null);

test.each([
  ['one CA for both', published, [api('CN=boot CA')], EDGE, API_AUTHORITY],
  ['a CA for each', published, [api('CN=api CA')], EDGE, 'settings.bootAuthority'],
  ['nothing presented', published, [], EDGE, 'settings.bootAuthority'],
  ['the API’s is known', published, [api('CN=boot CA')], { ...EDGE, known: true }, 'settings.bootAuthority'],
  ['presented by the API', step('certificates', 'CN=api CA', 'CN=api CA'), [], EDGE, API_AUTHORITY],
  ['a key', step('secure-boot', null, 'CN=key'), [], EDGE, 'settings.secureBootCertificate'],
  ['an HTTP boot server', published, [], { kind: 'http-boot', known: false } as const, 'settings.authority'],
  ['a step without one', step('project', null, null), [], EDGE, null],
] as const)('%s', (_, found, steps, form, path) => {
  expect(authorityPath(found, steps, form)).toBe(path);
});
