import { X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { orchestratorSettingsSchema } from '../../../lib/contract/orchestrator-settings.ts';
import type { OrchestratorDefinition } from '../../../lib/contract/orchestrator.ts';
import { newCertificate } from '../../../server/testing/certificate.ts';
import { certificateText, draftOf, newDraft, readDraft, type OrchestratorDraft } from './draft.ts';
import { errorAt } from '../../forms/typed-values.ts';

const edge = (texts: Readonly<Record<string, string>>): OrchestratorDraft => ({
  ...newDraft,
  texts: {
    ...newDraft.texts,
    name: 'lab',
    'settings.cluster': 'edge.example.com',
    'settings.project': 'store',
    'settings.apiUser': 'reader',
    'secrets.apiPassword': ' secret ',
    ...texts,
  },
});

const stored: OrchestratorDefinition = {
  name: 'lab',
  kind: 'edge-orchestrator',
  settings: orchestratorSettingsSchema.parse({
    cluster: 'edge.example.com',
    project: 'store',
    apiUser: 'reader',
    details: { site: 'site-0123abcd', metadata: { city: 'ulm' } },
    services: { api: 'https://192.0.2.4:8443' },
    timeouts: { provisioning: 7200 },
    proxy: { except: ['a.example.com', 'b.example.com'] },
    hosts: [{ address: '192.0.2.4', names: ['api.edge.example.com', '*.b'], nodeAddress: 'gateway' }],
  }),
  secretsSet: ['apiPassword'],
  secretsLost: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};

const errorsOf = (draft: OrchestratorDraft, definition: OrchestratorDefinition | null = null) => {
  const result = readDraft(draft, definition);
  const errors: Record<string, string> = result.ok ? {} : Object.fromEntries(result.errors);
  return errors;
};

describe('readDraft', () => {
  it('asks for the least that an Edge Orchestrator needs, and leaves the rest to the defaults', () => {
    expect(readDraft(edge({}), null)).toMatchObject({
      ok: true,
      request: {
        kind: 'edge-orchestrator',
        name: 'lab',
        settings: {
          cluster: 'edge.example.com',
          release: '2026.x',
          onboardingUser: null,
          services: {},
          hosts: [],
          timeouts: { provisioning: 3600, 'os-boot': 3600 },
          pollSeconds: { busy: 5, idle: 15 },
        },
        secrets: { apiPassword: ' secret ' },
      },
    });
  });
  it('reads numbers, lists and entries', () => {
    const draft = {
      ...edge({
        'settings.timeouts.firmware': '90',
        'settings.proxy.except': 'a.example.com, *.b',
        'settings.services.api': 'https://192.0.2.4:8443/',
      }),
      hosts: [{ address: '192.0.2.4', names: 'x.example.com *.y', nodeAddress: '' }],
    };
    expect(readDraft(draft, null)).toMatchObject({
      request: {
        settings: {
          timeouts: { firmware: 90, provisioning: 3600 },
          proxy: { except: ['a.example.com', '*.b'] },
          services: { api: 'https://192.0.2.4:8443' },
          hosts: [{ address: '192.0.2.4', names: ['x.example.com', '*.y'], nodeAddress: null }],
        },
      },
    });
  });
  it('names every empty field that has to be filled in', () => {
    expect(Object.keys(errorsOf(newDraft))).toEqual([
      'name',
      'settings.cluster',
      'settings.project',
      'settings.apiUser',
      'secrets.apiPassword',
    ]);
    expect(Object.keys(errorsOf({ kind: 'http-boot', texts: { name: 'pxe' }, hosts: [] }))).toEqual([
      'settings.bootProgramUrl',
    ]);
  });
  it('refuses numbers and entries with the words of their fields', () => {
    const errors = errorsOf({
      ...edge({ 'settings.timeouts.firmware': 'long', 'settings.proxy.except': 'ok.example.com, -' }),
      hosts: [{ address: '1.2.3', names: '', nodeAddress: '' }],
    });
    expect(errors['settings.timeouts.firmware']).toContain('number of seconds from 10 to 86400');
    expect(errors['settings.hosts.0.address']).toBe('use an IP address');
    expect(errorAt(new Map(Object.entries(errors)), 'settings.proxy.except')).toContain('use a host name');
    expect(errorAt(new Map(Object.entries(errors)), 'settings.hosts.0.names')).toBeDefined();
  });
  it('asks for the CA of a boot program over HTTPS', () => {
    const texts = { name: 'pxe', 'settings.bootProgramUrl': 'https://boot.example.com/x.efi' };
    expect(errorsOf({ kind: 'http-boot', texts, hosts: [] })['settings.authority']).toContain('needs its CA');
  });
});

describe('draftOf', () => {
  it('comes back as it was stored, with what the form does not show', () => {
    expect(readDraft(draftOf(stored), stored)).toMatchObject({
      ok: true,
      request: { name: 'lab', settings: stored.settings, secrets: {} },
    });
  });
  it('asks again for passwords that were lost', () => {
    expect(errorsOf(draftOf(stored), { ...stored, secretsLost: true })).toEqual({
      'secrets.apiPassword': 'enter the password',
    });
  });
  it('takes away what was cleared', () => {
    const draft = draftOf(stored);
    const cleared = {
      ...draft,
      texts: { ...draft.texts, 'settings.services.api': '', 'settings.timeouts.provisioning': '' },
    };
    expect(errorsOf(cleared, stored)).toEqual({
      'secrets.apiPassword': 'enter it again, because services changed',
    });
    const entered = { ...cleared, texts: { ...cleared.texts, 'secrets.apiPassword': 'again' } };
    const result = readDraft(entered, stored);
    expect(result.ok && result.request.settings).toMatchObject({ services: {}, timeouts: {} });
  });
});

describe('certificateText', () => {
  it('turns DER into PEM, and leaves PEM as it is', () => {
    const certificate = new X509Certificate(newCertificate('/CN=any'));
    expect(certificateText(certificate.raw)).toBe(certificate.toString());
    const text = `a comment\n${certificate.toString()}`;
    expect(certificateText(new TextEncoder().encode(text))).toBe(text);
  });
});
