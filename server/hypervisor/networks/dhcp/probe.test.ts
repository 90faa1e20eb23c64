import { expect, test } from 'vitest';
import { whyUnasked } from './probe.ts';

test('why nobody could be asked is said plainly', () => {
  const why = (code: string) => whyUnasked(Object.assign(new Error(`bind ${code} 0.0.0.0:68`), { code }));
  expect(why('EACCES')).toContain('CAP_NET_BIND_SERVICE');
  expect(why('EADDRINUSE')).toContain('another program has UDP port 68');
  expect(why('ENETDOWN')).toBe('bind ENETDOWN 0.0.0.0:68');
  expect(whyUnasked('closed')).toBe('closed');
});
