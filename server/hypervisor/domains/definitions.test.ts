import { expect, test } from 'vitest';
import { escaped, referencesIn, unescaped, usesVolume } from './definitions.ts';

const volume = { pool: 'im"ages', name: 'a&b.img', path: "/p/it's <a>.img" };

test.each([
  ['as the file of a disk', "<source file='/p/it&apos;s &lt;a&gt;.img' index='1'/>"],
  ['as the text of an element, such as firmware or a kernel', '<nvram>/p/it&apos;s &lt;a&gt;.img</nvram>'],
  ['by its pool and its name', "<source pool='im&quot;ages' volume='a&amp;b.img' index='1'/>"],
])('a definition uses a volume %s', (_how, xml) => {
  expect(usesVolume(`<domain>${xml}</domain>`, volume)).toBe(true);
});

test.each([
  "<source file='/p/it&apos;s &lt;a&gt;.img.bak'/>",
  "<source pool='im&quot;ages' volume='a&amp;b.img.bak'/>",
  "<source pool='other' volume='a&amp;b.img'/>",
])('another volume is another: %s', (xml) => {
  expect(usesVolume(xml, volume)).toBe(false);
});

test('volumes that are named with their pool', () => {
  const text =
    "<source pool='im&quot;ages' volume='a&amp;b.img'/><source file='/p'/><source pool='p' volume='v'/>";
  expect(referencesIn(text)).toEqual([
    { pool: 'im"ages', name: 'a&b.img' },
    { pool: 'p', name: 'v' },
  ]);
});

test('text is escaped as libvirt does, and back', () => {
  const text = `<&lt;>'"&`;
  expect(escaped(text)).toBe('&lt;&amp;lt;&gt;&apos;&quot;&amp;');
  expect(unescaped(escaped(text))).toBe(text);
});
