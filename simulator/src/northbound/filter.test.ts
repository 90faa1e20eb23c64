import { expect, test } from 'vitest';
import { parseFilter } from './filter.ts';

const HOST = {
  name: 'VH001N1M10',
  serialNumber: 'VH001N1M10',
  note: '',
  count: 5,
  isOn: true,
  currentState: 'HOST_STATE_ONBOARDED',
  site: null,
  hostNics: [{}],
  instance: { resourceId: 'inst-1', os: { name: 'Ubuntu 24.04' }, host: null },
};

test.for([
  // A text equals every text that contains it, in any letter case.
  ['name = "m1"', true],
  ['name="M10" ', true],
  ["name='m11'", false],
  ['name = VH001N1M1', true],
  ['name="vh*m1"', true],
  ['name="*"', true],
  ['name="%"', false],
  ['name=""', false],
  ['note=""', true],
  ['serial_number="VH001N1M10"', true],
  // Enumerations are exact.
  ['currentState=HOST_STATE_ONBOARDED', true],
  ['currentState=HOST_STATE_ONBOARD', false],
  ['name != "m1"', true],
  ['name != "VH001N1M10"', false],
  ['count = 5', true],
  ['count > 4 AND count <= 5', true],
  ['count < 5', false],
  ['isOn = true', true],
  ['site = null', true],
  ['instance != null', true],
  ['has(instance)', true],
  ['has(site)', false],
  ['has(hostNics)', true],
  ['NOT has(site)', true],
  ['-has(site)', true],
  ['instance.os.name = "ubuntu"', true],
  ['instance.host.name = "x"', false],
  // OR binds more tightly than AND.
  ['name="nothing" AND name="m1" OR name="m1"', false],
  ['(name="nothing" AND name="m1") OR name="m1"', true],
  ['name="m1" OR name="nothing" AND name="m1"', true],
  ['NOT (name="m1" AND count=5)', false],
] as const)('%s → %s', ([text, expected]) => {
  expect(parseFilter(text).matches(HOST)).toBe(expected);
});

test.for([
  '',
  'name',
  'name =',
  '= 5',
  'name = "x',
  '(name=x',
  'name=x)',
  'name=x name=y',
  'len(name)',
  'name ~ x',
  'AND',
])('refuses %j', (text) => {
  expect(() => parseFilter(text)).toThrow(expect.objectContaining({ code: 'InvalidArgument' }));
});

test('an unknown field is refused where it is looked at, and known beforehand', () => {
  const filter = parseFilter('colour = red OR has(shape)');
  expect(filter.paths).toEqual(['colour', 'shape']);
  expect(() => filter.matches(HOST)).toThrow(expect.objectContaining({ message: 'invalid field colour' }));
  expect(() => parseFilter('constructor=x').matches(HOST)).toThrow('invalid field constructor');
});
