import { expect, it } from 'vitest';
import { redirectTarget } from './redirect-target.ts';

it.each([
  [null, '/'],
  ['/nodes/a?tab=boots', '/nodes/a?tab=boots'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/\n/evil.example', '/'],
  ['/\r\n/evil.example', '/'],
  ['\t//evil.example', '/'],
  ['/\t\\evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/x/..//evil.example', '/'],
  ['/%2e//evil.example', '/'],
  ['///evil.example', '/'],
  ['javascript:alert(1)', '/'],
  [' javascript:alert(1)', '/'],
  ['/javascript:alert(1)', '/javascript:alert(1)'],
  ['/%09/evil.example', '/%09/evil.example'],
  ['//[', '/'],
  ['', '/'],
  ['/nodes\t/a#console', '/nodes/a#console'],
  ['/login/', '/'],
  ['/login?next=/login', '/'],
])('%s leads to %s', (wanted, place) => expect(redirectTarget(wanted)).toBe(place));
