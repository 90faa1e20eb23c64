import { expect, test } from 'vitest';
import { readyOption } from './ready-option.ts';

test.each([
  ['login', { kind: 'login-prompt' }],
  ['text:Up: and running', { kind: 'text', text: 'Up: and running', port: null }],
  ['tcp:22', { kind: 'tcp-port', port: 22 }],
  ['stage:ipxe', { kind: 'stage', stage: 'ipxe' }],
])('%s', (text, rule) => {
  expect(readyOption.parse(text)).toEqual({ ...rule, seconds: 1800 });
});

test.each(['', 'tcp', 'tcp:x', 'tcp:70000', 'text:a', 'stage:none', 'pattern:.*'])(
  '%j is refused',
  (text) => {
    expect(readyOption.safeParse(text).error?.issues[0]?.message).toContain('use login, text:TEXT');
  },
);
