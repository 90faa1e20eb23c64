import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describe, isMadeByVagrant } from '../any-domains/describe.ts';
import { exampleDomain } from '../testing/models.ts';
import { domainXml } from '../xml/domain.ts';

/** As libvirt has the domain of a machine that `vagrant up` (2.3.4, vagrant-libvirt 0.11.2) made of an exported Vagrantfile. */
const MADE = readFileSync(new URL('fixtures/vagrant.xml', import.meta.url), 'utf8');

test('a machine of Vagrant is recognised by its description or its disks', () => {
  expect(isMadeByVagrant(MADE)).toBe(true);
  expect(describe('vgnode', MADE)).toMatchObject({ madeBy: 'Vagrant', serialPorts: 2 });
  expect(isMadeByVagrant(MADE.replace(/<description>.*<\/description>/, ''))).toBe(true);
  expect(isMadeByVagrant(MADE.replaceAll(/<alias name='ua-[^']*'\/>/g, ''))).toBe(true);
});

test('others are not', () => {
  expect(isMadeByVagrant(domainXml(exampleDomain))).toBe(false);
  expect(isMadeByVagrant('<domain><description>not from a Vagrantfile</description></domain>')).toBe(false);
  expect(isMadeByVagrant("<domain><alias name='ua-mine'/></domain>")).toBe(false);
});
