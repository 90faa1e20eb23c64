import { loadavg } from 'node:os';
import { Connection } from 'node-libvirt';
import { createRequest, type Node } from '../../lib/contract/node.ts';
import { printed } from '../../server/testing/console/recorded.ts';
import { OPERATOR, TestCore } from '../../server/testing/core.ts';
import { eventually } from '../../server/testing/eventually.ts';
import { newInstallation } from '../../server/testing/installation.ts';
import { SimulatorProcess } from '../../server/testing/simulator.ts';
import { machine } from '../machine.ts';

/** With the firmware's defaults HTTP boot alone takes more than two minutes. */
const PATIENCE = 15 * 60_000;
const SERIAL = 'VH001N001M01';

const STAGES = ['HTTP boot begins', 'micro-OS prompt', 'OS written, rebooting', 'Running'] as const;
type Stage = (typeof STAGES)[number];
/** Seconds since power-on; the load tells whether the machine was busy with other things too. */
type Times = Readonly<Record<Stage | 'load', number>>;

const simulator = await SimulatorProcess.start({ listen: '0.0.0.0', artefacts: 'built' });
// The node asks for credentials, and nobody but us types them.
await simulator.scenario('unknown-device', {}, { serial: SERIAL });
let running: TestCore | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupted());

console.log(machine());
console.log('Seconds since power-on, in software emulation');
const tuned = await measure(true);
const untuned = await measure(false);
await simulator[Symbol.asyncDispose]();
console.log(`${''.padEnd(24)}${'knobs on'.padStart(10)}${'off'.padStart(10)}${'ratio'.padStart(10)}`);
for (const stage of STAGES) {
  const ratio = `${(untuned[stage] / tuned[stage]).toFixed(1)} ×`;
  console.log(`${stage.padEnd(24)}${cell(tuned[stage])}${cell(untuned[stage])}${ratio.padStart(10)}`);
}
const [afterOn, afterOff] = [tuned, untuned].map((times) => times.Running - times['micro-OS prompt']);
console.log(`${'prompt → Running'.padEnd(24)}${cell(afterOn)}${cell(afterOff)}`);
console.log(`${'load, one minute'.padEnd(24)}${cell(tuned.load)}${cell(untuned.load)}`);

/** One node from power-on to ready, with credentials typed as soon as it asks for them. */
async function measure(isTuned: boolean): Promise<Times> {
  await using owner = await TestCore.open({
    installation: newInstallation('bench'),
    simulator: simulator.facts,
  });
  running = owner;
  await owner.settled();
  const node = await defined(owner);
  if (!isTuned) await untune(owner, node);
  const begin = performance.now();
  await owner.core.nodes.act(node.name, 'start', OPERATOR);
  const since = () => (performance.now() - begin) / 1000;
  const shows = (port: number, text: string) =>
    eventually(
      text,
      async () => {
        const shown = await printed(owner, node.name, port).catch(() => Buffer.alloc(0));
        return shown.includes(text) ? since() : undefined;
      },
      { patience: PATIENCE },
    );

  const httpBoot = await shows(0, 'Start HTTP Boot over IPv4');
  const prompt = await shows(0, 'Username: ');
  const { username, password } = simulator.facts.onboardingAccount;
  await owner.core.consoles.write(node.name, 0, `${username}\r`, OPERATOR);
  await shows(0, 'Password: ');
  await owner.core.consoles.write(node.name, 0, `${password}\r`, OPERATOR);
  const written = await shows(1, 'reboot: Restarting system');
  await owner.node(node.name, 'runs', ({ orchestratorView }) => isRunning(orchestratorView), PATIENCE);
  return {
    'HTTP boot begins': httpBoot,
    'micro-OS prompt': prompt,
    'OS written, rebooting': written,
    Running: since(),
    load: loadavg()[0] ?? NaN,
  };
}

const isRunning = (view: Node['orchestratorView']) =>
  view?.statuses.some(({ name, text }) => name === 'host' && text === 'Running') === true;

async function defined(owner: TestCore): Promise<Node> {
  const size = { memoryMiB: 1024, vcpus: 2, diskGiB: 1 };
  const request = createRequest.parse({ name: 'bench-boot', serials: [SERIAL], start: false, ...size });
  const { operations } = await owner.core.nodes.create(request, OPERATOR);
  const { error } = await owner.ended(operations[0]?.id ?? '');
  if (error !== null) throw new Error(error.message);
  return owner.core.nodes.get('bench-boot');
}

/** Firmware and iPXE as they come: PXE before HTTP, no IPv6 announced, a wait for a PXE server. */
async function untune({ database }: TestCore, { id, name }: Node): Promise<void> {
  const { network: networkName = '' } = (await database.nodes.get(id)) ?? {};
  const connection = await Connection.open('qemu:///system');
  try {
    const domain = await connection.domainLookupByName(name);
    await connection.domainDefineXML(
      without(await domain.getXMLDesc(), [/<sysinfo type='fwcfg'>.*?<\/sysinfo>/s]),
    );
    const network = await connection.networkLookupByName(networkName);
    const knobs = [
      /<ip family='ipv6'.*?<\/ip>/s,
      /<dnsmasq:option value='dhcp-option-force=tag:ipxe,encap[^>]*>/,
    ];
    const xml = without(await network.getXMLDesc(), knobs);
    await network.destroy();
    await (await connection.networkDefineXML(xml)).create();
  } finally {
    await connection.close();
  }
}

/** A pattern that is not there would leave a knob on. */
function without(xml: string, patterns: readonly RegExp[]): string {
  return patterns.reduce((rest, pattern) => {
    if (!pattern.test(rest)) throw new Error(`no ${String(pattern)} in:\n${rest}`);
    return rest.replace(pattern, '');
  }, xml);
}

/** A machine that nobody waits for any more would run on. */
async function interrupted(): Promise<never> {
  await running?.[Symbol.asyncDispose]();
  await simulator[Symbol.asyncDispose]();
  process.exit(130);
}

function cell(seconds: number | undefined): string {
  return (seconds ?? NaN).toFixed(1).padStart(10);
}
