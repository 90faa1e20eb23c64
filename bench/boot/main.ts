import { loadavg } from 'node:os';
import { Laboratory } from '../../simulator/test/machines/laboratory.ts';
import { API_USER, Client } from '../../simulator/test/support/client.ts';
import { until } from '../../simulator/test/support/until.ts';
import { machine } from '../machine.ts';

/** With the firmware's defaults HTTP boot alone takes more than two minutes. */
const PATIENCE = 15 * 60_000;

const STAGES = ['HTTP boot begins', 'micro-OS prompt', 'OS written, rebooting', 'Running'] as const;
type Stage = (typeof STAGES)[number];
/** Seconds since power-on; the load tells whether the machine was busy with other things too. */
type Times = Readonly<Record<Stage | 'load', number>>;

let laboratory: Laboratory | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void interrupted());

console.log(machine());
console.log('Seconds since power-on, in software emulation');
const tuned = await measure(true);
const untuned = await measure(false);
console.log(`${''.padEnd(24)}${'knobs on'.padStart(10)}${'off'.padStart(10)}${'ratio'.padStart(10)}`);
for (const stage of STAGES) {
  const ratio = `${(untuned[stage] / tuned[stage]).toFixed(1)} ×`;
  console.log(`${stage.padEnd(24)}${cell(tuned[stage])}${cell(untuned[stage])}${ratio.padStart(10)}`);
}
const [afterOn, afterOff] = [tuned, untuned].map((times) => times.Running - times['micro-OS prompt']);
console.log(`${'prompt → Running'.padEnd(24)}${cell(afterOn)}${cell(afterOff)}`);
console.log(`${'load, one minute'.padEnd(24)}${cell(tuned.load)}${cell(untuned.load)}`);

/** One node from power-on to "Running", with credentials typed as soon as it asks for them. */
async function measure(isTuned: boolean): Promise<Times> {
  laboratory = await Laboratory.open({ isTuned, apiAccount: API_USER });
  try {
    const client = new Client(laboratory.simulator);
    await using node = await laboratory.powerOn({ serial: 'VH001N001M01' });
    const [first, second] = node.ports;
    const httpBoot = await first.said(/Start HTTP Boot over IPv4/, PATIENCE);
    const prompt = await first.said(/Username: $/, PATIENCE);
    const { username, password } = laboratory.simulator.onboardingAccount;
    first.type(username);
    await first.said(/Password: $/, PATIENCE);
    first.type(password);
    const written = await second.said(/reboot: Restarting system/, PATIENCE);
    await until(
      'the host to run',
      async () => (await client.hosts()).find(({ hostStatus }) => hostStatus === 'Running'),
      () => first.text,
      PATIENCE,
    );
    return {
      'HTTP boot begins': httpBoot,
      'micro-OS prompt': prompt,
      'OS written, rebooting': written,
      Running: (performance.now() - node.poweredOnAt) / 1000,
      load: loadavg()[0] ?? NaN,
    };
  } finally {
    for (const name of await laboratory.close()) console.error(`left behind: ${name}`);
  }
}

/** A machine that nobody waits for any more would run on. */
async function interrupted(): Promise<never> {
  await laboratory?.close();
  process.exit(130);
}

function cell(seconds: number | undefined): string {
  return (seconds ?? NaN).toFixed(1).padStart(10);
}
