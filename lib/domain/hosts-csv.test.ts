import { describe, expect, test } from 'vitest';
import { csvErrorText, readHostsCsv, writeHostsCsv } from './hosts-csv.ts';

const HEADING =
  'Serial,UUID,OSProfile,Site,Secure,RemoteUser,Metadata,LVMSize,CloudInitMeta,K8sEnable,K8sClusterTemplate,K8sConfig,Error - do not fill\n';
const UUID = '1f0a3a52-6c5c-4a0e-9d3f-0123456789ab';

const errorsOf = (text: string) => readHostsCsv(text).errors.map(csvErrorText);

test('the columns of the orchestrator’s own command line', () => {
  const text = `${HEADING}VEN00001,${UUID.toUpperCase()},ubuntu-24.04,site-0123abcd,true,localaccount-0123abcd,"a=1&b=x, y",60,customconfig-0123abcd,,,,\r\n\r\nVEN00002\n`;
  expect(readHostsCsv(text)).toEqual({
    errors: [],
    entries: [
      {
        ...{ serial: 'VEN00001', uuid: UUID, osProfile: 'ubuntu-24.04', secureBoot: true },
        details: {
          ...{ site: 'site-0123abcd', localAccount: 'localaccount-0123abcd' },
          ...{ metadata: { a: '1', b: 'x, y' }, userLvmGiB: 60, customConfigs: ['customconfig-0123abcd'] },
        },
      },
      { serial: 'VEN00002' },
    ],
  });
});

test('columns in another order, only some of them, and a byte order mark', () => {
  expect(readHostsCsv(`\uFEFFuuid, serial\n${UUID},VEN00001`).entries).toEqual([
    { serial: 'VEN00001', uuid: UUID },
  ]);
});

describe('what is wrong is named with its line and column', () => {
  test.each([
    ['', 'line 1: it is empty'],
    ['VEN00001\n', 'line 1, column VEN00001: the first line names the columns'],
    [HEADING, 'line 1: no machine follows'],
    [`${HEADING}VEN 1\n`, 'line 2, column Serial: use 5 to 20 letters and digits'],
    [`${HEADING}VEN00001\nVEN00002,abc\n`, 'line 3, column UUID: use a UUID'],
    [`${HEADING},,ubuntu\n`, 'line 2, column Serial: give a serial number, a UUID, or both'],
    [`${HEADING}VEN00001,,os-0123abcd\n`, 'line 2, column OSProfile: use the name of the profile'],
    [`${HEADING}VEN00001,,,my site\n`, 'line 2, column Site: use the resource id, such as site-0123abcd'],
    [`${HEADING}VEN00001,,,,yes\n`, 'line 2, column Secure: use true, false or nothing'],
    [`${HEADING}VEN00001,,,,,me\n`, 'line 2, column RemoteUser: use the resource id'],
    [`${HEADING}VEN00001,,,,,,plain\n`, 'line 2, column Metadata: "plain" is not of the form key=value'],
    [`${HEADING}VEN00001,,,,,,A=1\n`, 'line 2, column Metadata: '],
    [`${HEADING}VEN00001,,,,,,,x\n`, 'line 2, column LVMSize: '],
    [`${HEADING}VEN00001,,,,,,,,,true\n`, 'line 2, column K8sEnable: this console creates no Kubernetes'],
    [`${HEADING}VEN00001,"\n`, 'line 2: a quotation mark is not closed'],
    [`Serial\nVEN00001,x\n`, 'line 2: it has more than 1 fields'],
    [`${HEADING}VEN00001\n\n"VEN00002"\nVEN00001\n`, 'line 5, column Serial: line 2 has the same'],
  ])('%j', (text, expected) => {
    const errors = errorsOf(text);
    expect(errors[0]).toContain(expected);
  });
});

test('what is written can be read again', () => {
  const host = { serial: 'VEN00001', uuid: UUID, osProfile: 'ubuntu', site: 'site-0123abcd' };
  const text = writeHostsCsv([
    { ...host, secureBoot: false, localAccount: null, metadata: { a: 'x, "y"', b: '2' } },
  ]);
  expect(text.startsWith(HEADING)).toBe(true);
  expect(readHostsCsv(text)).toEqual({
    errors: [],
    entries: [
      {
        ...{ serial: 'VEN00001', uuid: UUID, osProfile: 'ubuntu', secureBoot: false },
        details: { site: 'site-0123abcd', metadata: { a: 'x, "y"', b: '2' } },
      },
    ],
  });
});
