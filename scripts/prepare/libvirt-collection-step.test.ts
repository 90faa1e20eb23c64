import { expect, test } from 'vitest';
import { sourcesOf } from './libvirt-collection-step.mjs';

test('package sources become sources of source packages, in both of apt’s formats', () => {
  const list =
    '# a mirror\ndeb [signed-by=/k.gpg] http://mirror/debian stable main\ndeb-src http://other/ stable main\n';
  expect(sourcesOf(list, 'list')).toBe(
    '# a mirror\ndeb-src [signed-by=/k.gpg] http://mirror/debian stable main\ndeb-src http://other/ stable main\n',
  );
  expect(sourcesOf('Types: deb deb-src\nURIs: http://mirror/debian\n', 'sources')).toBe(
    'Types: deb-src\nURIs: http://mirror/debian\n',
  );
});
