import { expect, test } from 'vitest';
import { webhookBody, webhookRequest } from '../../contract/webhook.ts';
import { renderBody } from './body.ts';
import type { LinkedNotice } from './placeholders.ts';

const NOTICE: LinkedNotice = {
  ...{ id: 'node.failed:1', type: 'node.failed', at: '2026-01-02T03:04:05.678Z', title: 'edge-1 failed' },
  ...{ text: 'It said "no" & <!channel>.', path: '/nodes/1', link: 'https://console/nodes/1' },
  node: {
    ...{ id: '1', name: 'edge-1', serial: 'SN1', uuid: 'u', host: 'local', template: 'ubuntu' },
    ...{ orchestrator: null, run: 'r', boot: 2, stage: 'http-boot', address: null },
  },
  run: null,
  failure: { class: 'boot', cause: 'A "quoted"\ncause {{fix}}', fix: 'C:\\x' },
};
const body = (text: unknown) => renderBody(webhookBody.parse(text), NOTICE);

test('JSON has type, time and what happened, with a link', () => {
  const { contentType, text } = body({ kind: 'json' });
  expect(contentType).toBe('application/json');
  expect(JSON.parse(text)).toMatchObject({
    ...{ type: 'node.failed', timestamp: NOTICE.at },
    data: { event: 'node.failed:1', link: NOTICE.link, node: { name: 'edge-1' }, failure: NOTICE.failure },
  });
});

test('chats are sent what they show, and nothing that they would act upon', () => {
  expect(JSON.parse(body({ kind: 'slack' }).text)).toEqual({
    text: '*edge-1 failed*\nIt said "no" &amp; &lt;!channel&gt;.\n<https://console/nodes/1>',
  });
  expect(JSON.parse(body({ kind: 'teams' }).text)).toMatchObject({
    type: 'message',
    attachments: [{ content: { type: 'AdaptiveCard', actions: [{ url: NOTICE.link }] } }],
  });
  expect(body({ kind: 'text' })).toEqual({
    ...{ contentType: 'text/plain', text: `edge-1 failed\n${NOTICE.text}\n${NOTICE.link}\n` },
  });
});

test('placeholders are replaced once, and stay inside their strings', () => {
  const template = '{"a": "{{ cause }} at {{stage}}", "b": "{{fix}}", "c": "{{address}}"}';
  expect(JSON.parse(body({ kind: 'custom', template }).text)).toEqual({
    ...{ a: 'A "quoted"\ncause {{fix}} at http-boot', b: 'C:\\x', c: '' },
  });
  const plain = { kind: 'custom', template: '{{node}}: {{title}}', contentType: 'text/plain' };
  expect(body(plain)).toEqual({ contentType: 'text/plain', text: 'edge-1: edge-1 failed' });
});

test.each([
  ['body.template', { body: { kind: 'custom', template: '{"a": "{{password}}"}' } }],
  ['body.template', { body: { kind: 'custom', template: '{"a": {{node}}}' } }],
  ['body.template', { body: { kind: 'custom', template: '{"a": "{{node}}"' } }],
  ['body.template', { body: { kind: 'custom', template: '' } }],
  ['url', { url: 'ftp://example.org/' }],
  ['url', { url: 'https://user:password@example.org/' }],
  ['url', { url: 'https://example.org/#part' }],
  ['url', { url: 'https://example.org/a b' }],
  ['events', { events: [] }],
  ['events.0', { events: ['node.moved'] }],
  ['name', { name: 'a/b' }],
])('%s is refused where it is wrong', (field, part) => {
  const request = { name: 'lab', url: 'https://example.org/', events: ['run.done'], ...part };
  const { error } = webhookRequest.safeParse(request);
  expect(error?.issues.map(({ path }) => path.join('.'))).toEqual([field]);
});
