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
import { efiVariables } from '../../lib/contract/efi-variables.ts';
import { nodeDetail, preview } from '../../lib/contract/node.ts';
import { template } from '../../lib/contract/template.ts';
import { usageNow } from '../../lib/contract/usage.ts';
import { ADDRESS, FIRMWARE } from './support/guest-texts.ts';
import { useScene } from './support/scene.ts';

const scene = useScene();

/** The firmware asks for an address, and the host knows which one it was given. */
async function withAddress(): Promise<void> {
  await scene.print(ADDRESS);
  await expect.poll(async () => (await scene.core.nodes.get('edge-a')).address).not.toBeNull();
}

const parse = (text: string): unknown => JSON.parse(text);
const presentStage = z.object({ stage: z.string(), text: z.string().min(100), present: z.boolean() });

describe('--json prints one document and nothing else', () => {
  const cases: [string[], z.ZodType][] = [
    [['list'], nodeList],
    [['show', 'edge-a'], nodeDetail],
    [['runs'], runList],
    [['capacity'], capacityList],
    [['capacity', 'ubuntu', '--memory', '4096'], capacityList],
    [['top'], usageNow],
    [['host', 'list'], hostList],
    [['orchestrator', 'list'], orchestratorList],
    [['template', 'list'], templateList],
    [['template', 'show', 'ubuntu'], template],
    [['token', 'list'], z.object({ tokens: z.array(z.object({ id: z.string() })) })],
    [['token', 'create', '--name', 'ci'], z.object({ token: z.string(), role: z.literal('operator') })],
    [['export', 'xml', 'edge-a'], z.object({ xml: z.string().startsWith('<domain>') })],
    [['efi', 'edge-a'], efiVariables],
    [
      ['explain', 'edge-a'],
      z.object({
        node: z.literal('edge-a'),
        way: z.literal('http-boot'),
        stages: z.array(presentStage).nonempty(),
      }),
    ],
    [['explain', 'onboarding'], z.object({ node: z.null(), stages: z.array(presentStage).length(1) })],
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
    await withAddress();
    const { code, stdout } = await scene.ven('list');
    expect(code).toBe(0);
    expect(stdout.split('\n')[0]).toMatch(/^NAME +STATE +STAGE +HOST +SERIAL +ADDRESS +AGE$/);
    expect(stdout).toMatch(/^edge-a +running +address +local +[0-9A-Z]+ +192\.0\.2\.7 +(now|\d)/m);
  });

  test('an empty list suggests what to do', async () => {
    await scene.ven('delete', 'edge-a');
    expect((await scene.ven('list')).stdout).toContain('ven create');
  });

  test('show prints the boot with its evidence', async () => {
    await scene.print(FIRMWARE);
    await withAddress();
    scene.crash();
    await expect.poll(async () => (await scene.core.nodes.get('edge-a')).stage).toBe('failed');
    const { stdout } = await scene.ven('show', 'edge-a');
    expect(stdout).toMatch(/Failed: +The machine crashed.*\nNext: +\S/);
    expect(stdout).toMatch(/Firmware +passed +observed +[\d.]+m?s +BdsDxe: loading/);
  });

  test('create --dry-run shows the plan, and creates nothing', async () => {
    const { stdout } = await scene.ven('create', '2', '--name', 'planned', '--dry-run');
    expect(stdout).toMatch(/^planned-1 +VH\S+ +local +[0-9a-f-]{36}$/m);
    expect(stdout).toContain('Nothing was created.');
    const { stdout: json } = await scene.ven('create', '--name', 'planned', '--dry-run', '--json');
    expect(preview.parse(JSON.parse(json))).toMatchObject({ nodes: [{ name: 'planned' }] });
    await expect(scene.core.nodes.get('planned-1')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('show says what applies to the node', async () => {
    const { stdout } = await scene.ven('show', 'edge-a');
    expect(stdout).toMatch(/^Boot source: +UEFI HTTP boot\nSize:/m);
    expect(stdout).toMatch(/^Network: +\S+\nReady when: +the installed system.*\nRecovery: +off$/m);
  });

  test('what a guest or a neighbour wrote cannot steer the terminal', async () => {
    scene.server.host.networks.lease = '\u001b[2J\u009b1m';
    await withAddress();
    const { stdout } = await scene.ven('show', 'edge-a');
    // oxlint-disable-next-line no-control-regex -- the very characters that must not be there
    expect(stdout).not.toMatch(/[\u001b\u009b]/);
  });

  test('export xml is the XML alone', async () => {
    expect((await scene.ven('export', 'xml', 'edge-a')).stdout).toBe(
      `${await scene.core.nodes.xml('edge-a')}\n`,
    );
  });

  test('efi shows the boot options in their order', async () => {
    const { stdout } = await scene.ven('efi', 'edge-a');
    expect(stdout).toMatch(/^Secure Boot: +off: no platform key is enrolled/);
    expect(stdout).toMatch(/^1 +Boot0001 +yes +UEFI Misc Device +PciRoot\(0x0\)\/Pci\(0x1,0x0\)$/m);
  });

  test('runs', async () => {
    await scene.ven('create', '2', '--name', 'lab');
    expect((await scene.ven('runs')).stdout).toMatch(
      /^lab · 2 nodes · \d\d:\d\d +running +0\/2 .* [0-9a-f-]{36}$/m,
    );
  });
});
