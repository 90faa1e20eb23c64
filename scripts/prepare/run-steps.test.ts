import { EventEmitter, once } from 'node:events';
import { expect, test } from 'vitest';
import { advice, fine, missing, type Step } from './finding.mjs';
import { Progress } from './progress.mjs';
import { runSteps } from './run-steps.mjs';

interface Kind {
  readonly broken?: boolean;
  readonly repair?: 'none' | 'helps' | 'throws';
  readonly state?: typeof missing;
  readonly after?: string[];
  /** Blocks its repair. */
  readonly until?: () => Promise<unknown>;
}

/** Steps of a machine with broken parts, each with or without a working repair. */
class Machine {
  readonly repaired: string[] = [];
  readonly #begun = new EventEmitter();
  #text = '';

  async begins(name: string): Promise<void> {
    if (!this.repaired.includes(name)) await once(this.#begun, name);
  }

  step(name: string, kind: Kind = {}): Step {
    const { broken = true, repair = 'none', state = missing, after = [], until } = kind;
    let isBroken = broken;
    const act = async () => {
      this.repaired.push(name);
      this.#begun.emit(name);
      await until?.();
      if (repair === 'throws') throw new Error(`${name}: no network`);
      isBroken = false;
    };
    const inspect: Step['inspect'] = () =>
      Promise.resolve(
        isBroken
          ? state(`${name} is absent`, [`install ${name}`], repair === 'none' ? undefined : act)
          : fine(`${name} is there`),
      );
    return { name, for: ['start' as const], after, inspect };
  }

  async run(steps: Step[], checkOnly = false) {
    const out = { write: (text: string) => (this.#text += text) };
    this.#text = '';
    const ready = await runSteps(steps, 'start', { checkOnly, progress: new Progress(out) });
    return { ready, lines: this.#text.trimEnd().replaceAll(/ {2,}\d+\.\d s {2}/g, ' ') };
  }
}

/** A step's view of what another step repairs. */
const withoutRepair =
  ({ inspect }: Step): Step['inspect'] =>
  async (purpose) => {
    const { state, text } = await inspect(purpose);
    return { state, text };
  };

test('repairs what can be repaired; a second run has nothing to do', async () => {
  const machine = new Machine();
  const steps = [machine.step('a', { repair: 'helps' }), machine.step('b', { broken: false })];
  expect(await machine.run(steps)).toMatchObject({
    ready: true,
    lines: '→ a a is absent\n✓ b b is there\n✓ a a is there',
  });
  expect(await machine.run(steps)).toMatchObject({ ready: true, lines: '✓ a a is there\n✓ b b is there' });
  expect(machine.repaired).toEqual(['a']);
});

test('repairs independent steps in parallel and dependent ones in order', async () => {
  const machine = new Machine();
  const steps = [
    // Ends only when the other one has been begun.
    machine.step('a', { repair: 'helps', until: () => machine.begins('b') }),
    machine.step('b', { repair: 'helps' }),
    machine.step('c', { repair: 'helps', after: ['a', 'b'] }),
    machine.step('d', { broken: false }),
  ];
  const { ready, lines } = await machine.run(steps);
  expect(ready).toBe(true);
  expect(machine.repaired).toEqual(['a', 'b', 'c']);
  expect(lines.split('\n').slice(-3)).toEqual(['✓ a a is there', '→ c c is absent', '✓ c c is there']);
});

test('inspects a step again if it depends on a repaired one', async () => {
  const machine = new Machine();
  const daemon = machine.step('daemon', { repair: 'helps' });
  const access: Step = { name: 'access', for: ['start'], after: ['daemon'], inspect: withoutRepair(daemon) };
  const { ready, lines } = await machine.run([daemon, access]);
  expect(ready).toBe(true);
  expect(lines).toContain('✓ access daemon is there');
});

test('begins nothing if something is missing that cannot be repaired', async () => {
  const machine = new Machine();
  const { ready, lines } = await machine.run([machine.step('a', { repair: 'helps' }), machine.step('b')]);
  expect(ready).toBe(false);
  expect(lines).not.toContain('→');
  expect(machine.repaired).toEqual([]);
});

test('after the first failed repair, reports the remaining steps with the commands to run', async () => {
  const machine = new Machine();
  const steps = [
    machine.step('a', { repair: 'throws' }),
    machine.step('b', { repair: 'helps', after: ['a'] }),
    machine.step('c', { after: ['b'] }),
  ];
  const { ready, lines } = await machine.run(steps);
  expect(ready).toBe(false);
  expect(lines.split('\n').map((line) => line.trim())).toEqual([
    '→ a a is absent',
    '✗ a a is absent',
    'a: no network',
    'run: install a',
    '✗ b b is absent',
    'run: install b',
    '✗ c c is absent',
    'run: install c',
  ]);
  expect(machine.repaired).toEqual(['a']);
});

test('--check repairs nothing and fails if something would be changed', async () => {
  const machine = new Machine();
  const mode = machine.step('mode', { repair: 'helps', state: advice });
  expect(await machine.run([machine.step('a', { repair: 'helps' })], true)).toMatchObject({ ready: false });
  expect(await machine.run([mode], true)).toMatchObject({ ready: false });
  expect(machine.repaired).toEqual([]);
  expect(await machine.run([machine.step('b', { broken: false })], true)).toMatchObject({ ready: true });
});

test('advice never fails a preparation', async () => {
  const machine = new Machine();
  const { ready, lines } = await machine.run([machine.step('snap', { state: advice })]);
  expect(ready).toBe(true);
  expect(lines).toContain('! snap snap is absent');
});
