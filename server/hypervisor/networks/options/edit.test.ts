import { expect, test } from 'vitest';
import { linesIn, withOptions, withoutOptions } from './edit.ts';
import { findRecord, type OptionsRecord } from './record.ts';

const WANTED: OptionsRecord = {
  ...{ installation: 'here', orchestrator: 'lab' },
  options: ['dhcp-match=set:ipxe,175', 'dhcp-boot=tag:efi-http,"https://boot.example/a?b&c"'],
  names: [
    { address: '10.0.0.1', name: 'boot.example' },
    { address: '10.0.0.1', name: 'api.example' },
  ],
};

const BARE = `<network>
  <name>lab</name>
  <ip address='10.0.0.1' netmask='255.255.255.0'>
    <dhcp>
      <range start='10.0.0.10' end='10.0.0.20'/>
    </dhcp>
  </ip>
</network>
`;

/** With everything that the console changes already there, of somebody else, and with the same names elsewhere. */
const FULL = `<network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
  <name>lab</name>
  <metadata>
    <o:y xmlns:o="urn:o" text="</metadata>">
      <!-- <dns> --><network><dns/></network><![CDATA[</network>]]>
      <o:boot-options orchestrator="theirs"/>
    </o:y>
  </metadata>
  <dns enable='yes'>
    <host ip='10.0.0.1'>
      <hostname>theirs.example</hostname>
    </host>
  </dns>
  <dnsmasq:options>
    <dnsmasq:option value='log-dhcp'/>
  </dnsmasq:options>
</network>
`;

test.each([
  ['a bare network', BARE],
  ['a network with content of others', FULL],
])('%s gets options and names, and is as before when they are taken back', (_what, xml) => {
  const changed = withOptions(xml, WANTED);
  const { options, names } = linesIn(changed);
  expect(options).toEqual(expect.arrayContaining([...WANTED.options]));
  expect(names).toEqual(expect.arrayContaining([...WANTED.names]));
  expect(findRecord(changed)?.record).toEqual(WANTED);
  const kept = changed.split('\n').filter((line) => xml.includes(line));
  expect(kept.join('\n')).toContain(xml.split('\n').slice(1, -2).at(-1));
  const back = withoutOptions(changed);
  // libvirt takes the declaration of a namespace away that nothing uses.
  expect(back.replace(/^<network xmlns[^>]*>/, '<network>')).toBe(
    xml.replace(/^<network xmlns[^>]*>/, '<network>'),
  );
  expect(findRecord(back)).toBeNull();
});

test('what is there already is neither added nor taken back', () => {
  const own = withOptions(FULL, { ...WANTED, options: ['log-dhcp', 'no-ping'], names: [] });
  expect(findRecord(own)?.record.options).toEqual(['no-ping']);
  expect(linesIn(own).options).toEqual(['log-dhcp', 'no-ping']);
  expect(withoutOptions(own)).toBe(FULL);
  expect(withOptions(FULL, { ...WANTED, options: ['log-dhcp'], names: [] })).toBe(FULL);
});

test('what others have taken away or added since stays so', () => {
  const changed = withOptions(FULL, WANTED)
    .replace("    <dnsmasq:option value='dhcp-match=set:ipxe,175'/>\n", '')
    .replace('  </dnsmasq:options>', "    <dnsmasq:option value='no-ping'/>\n  </dnsmasq:options>");
  expect(withoutOptions(changed)).toBe(
    FULL.replace('  </dnsmasq:options>', "    <dnsmasq:option value='no-ping'/>\n  </dnsmasq:options>"),
  );
});

test('an XML on one line is changed as well', () => {
  const flat = "<network><name>lab</name><dns><host ip='10.0.0.1'/></dns></network>";
  const { options, names } = linesIn(withOptions(flat, WANTED));
  expect({ options, names }).toEqual({ options: WANTED.options, names: WANTED.names });
});
