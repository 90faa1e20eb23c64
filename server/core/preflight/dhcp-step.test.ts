import { expect, test } from 'vitest';
import type { DhcpOffer, DhcpSurvey } from '../../hypervisor/api.ts';
import { containing } from '../../testing/matching.ts';
import { checkDhcp } from './dhcp-step.ts';

const OFFER: DhcpOffer = {
  ...{ server: '192.0.2.9', address: '192.0.2.55' },
  ...{ bootFile: 'pxelinux.0', nextServer: '192.0.2.8' },
};

const checked = (server: string | null, found: Partial<DhcpSurvey>) => {
  const survey = Promise.resolve({ programs: [], offers: [], problem: null, ...found });
  return checkDhcp({ dhcp: { place: { bridge: 'br0', server }, survey } });
};
const inOwn = (found: Partial<DhcpSurvey>) => checked('192.0.2.1', found);
const onBridge = (found: Partial<DhcpSurvey>) => checked(null, { programs: null, ...found });

test('in a network with a DHCP server, no other may answer: of this machine, or of another', async () => {
  expect(await inOwn({})).toMatchObject({ state: 'ok', fix: '' });
  expect(await inOwn({ programs: ['dhcpd (process 9)'] })).toMatchObject({
    ...{ state: 'warning', finding: 'second-dhcp-server' },
    ...{ evidence: containing('dhcpd (process 9)'), fix: containing('Limit it') },
  });
  expect(await inOwn({ offers: [OFFER] })).toMatchObject({
    ...{ state: 'warning', finding: 'second-dhcp-server' },
    evidence: containing(
      '192.0.2.9 offered the address 192.0.2.55 and the boot file pxelinux.0 on 192.0.2.8.',
    ),
    fix: containing('arping -I br0 192.0.2.9'),
  });
});

test('an offer without an address or a boot file is described as such', async () => {
  const nothing = { ...OFFER, address: null, bootFile: null };
  expect((await inOwn({ offers: [nothing] })).evidence).toContain(
    'offered no address and no boot file (next server 192.0.2.8).',
  );
  expect((await inOwn({ offers: [{ ...OFFER, nextServer: null }] })).evidence).toContain('pxelinux.0.');
});

test('when nobody can be asked, the programs of this machine are all there is', async () => {
  const problem = 'the port is taken';
  expect(await inOwn({ problem })).toMatchObject({
    ...{ state: 'ok', evidence: containing(`Other machines were not asked: ${problem}.`) },
  });
  expect(await inOwn({ problem, programs: ['dhcpd'] })).toMatchObject({ state: 'warning' });
  for (const step of [await inOwn({ problem, programs: null }), await onBridge({ problem })])
    expect(step).toMatchObject({ state: 'skipped', evidence: containing(problem) });
  expect(await checkDhcp({ dhcp: null })).toMatchObject({ state: 'skipped' });
});

test('on a bridge, exactly one DHCP server has to answer', async () => {
  expect(await onBridge({ offers: [OFFER] })).toMatchObject({
    ...{ state: 'ok', evidence: containing('192.0.2.9') },
  });
  expect(await onBridge({ offers: [OFFER, { ...OFFER, server: '192.0.2.7' }] })).toMatchObject({
    ...{ state: 'warning', finding: 'second-dhcp-server' },
    evidence: containing('2 DHCP servers answer there: 192.0.2.9 offered'),
    fix: containing('arping -I br0 192.0.2.7'),
  });
  expect(await onBridge({})).toMatchObject({
    ...{ state: 'warning', finding: 'no-dhcp-answer', evidence: containing('No DHCP server') },
  });
});
