import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  capacityList,
  hostList,
  nodeList,
  orchestratorList,
  runList,
  templateList,
} from '../../lib/contract/lists.ts';
import { nodeDetail } from '../../lib/contract/node.ts';
import { template } from '../../lib/contract/host.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();
const parse = (text: string): unknown => JSON.parse(text);

describe('--json prints one document and nothing else', () => {
  const cases: [string[], z.ZodType][] = [
    [['list'], nodeList],
    [['show', 'edge-a'], nodeDetail],
    [['runs'], runList],
    [['capacity'], capacityList],
    [['host', 'list'], hostList],
    [['orchestrator', 'list'], orchestratorList],
    [['template', 'list'], templateList],
    [['template', 'show', 'ubuntu'], template],
    [['token', 'list'], z.object({ tokens: z.array(z.object({ id: z.string() })) })],
    [['token', 'create', '--name', 'ci'], z.object({ token: z.string(), role: z.literal('operator') })],
    [['export', 'xml', 'edge-a'], z.object({ xml: z.string().startsWith('<domain>') })],
    [['log', 'edge-a'], z.object({ boot: z.literal(1), port: z.literal(0), text: z.literal('') })],
  ];
  test.each(cases)('%j', async (args, schema) => {
    const { code, stdout, stderr } = await scene.ven(...args, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    schema.parse(parse(stdout));
  });

  test('before the command, too', async () => {
    const { code, stdout } = await scene.ven('--json', 'list');
    expect(code).toBe(0);
    nodeList.parse(parse(stdout));
  });
});

describe('without --json', () => {
  test('list is a table', async () => {
    const { code, stdout } = await scene.ven('list');
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^NAME +STATE +STAGE +HOST +SERIAL +ADDRESS +AGE$/);
    expect(stdout).toMatch(/^edge-a +running +firmware +local +SN[0-9A-F]+ +192\.0\.2\.7 +(now|\d)/m);
  });

  test('an empty list suggests what to do', async () => {
    await scene.ven('delete', 'edge-a', '--no-wait');
    expect((await scene.ven('list')).stdout).toContain('ven create');
  });

  test('show prints the boot with its evidence', async () => {
    const stage = {
      stage: 'firmware',
      basis: 'observed',
      startedAt: '2026-01-02T03:04:05.000Z',
      endedAt: '2026-01-02T03:05:10.000Z',
      outcome: 'passed',
      evidence: { port: 0, offset: 12, line: 'BdsDxe: loading' },
      progress: null,
    } as const;
    const failure = {
      class: 'boot',
      cause: 'No boot program came',
      fix: 'Check the URL.',
      stage: 'http-boot',
      evidence: null,
    } as const;
    scene.core.become('edge-a', { stage: 'failed', failure });
    scene.core.begin(await scene.node(), { stages: [{ ...stage, statuses: [] }] });
    const { stdout } = await scene.ven('show', 'edge-a');
    expect(stdout).toMatch(/Failed: +No boot program came\nNext: +Check the URL\./);
    expect(stdout).toMatch(/Firmware +passed +observed +1m 05s +BdsDxe: loading/);
  });

  test('what a guest or a neighbour wrote cannot steer the terminal', async () => {
    scene.core.become('edge-a', { address: '\u001b[2J\u009b1m' });
    const { stdout } = await scene.ven('show', 'edge-a');
    // eslint-disable-next-line no-control-regex -- the very characters that must not be there
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
  });

  test('export xml is the XML alone', async () => {
    expect((await scene.ven('export', 'xml', 'edge-a')).stdout).toBe(
      '<domain><name>edge-a</name></domain>\n',
    );
  });

  test('runs', async () => {
    await scene.ven('create', '2', '--name', 'lab');
    expect((await scene.ven('runs')).stdout).toMatch(
      /^ubuntu · 2 nodes · \d\d:\d\d +running +0\/2 .* [0-9a-f-]{36}$/m,
    );
  });
});
