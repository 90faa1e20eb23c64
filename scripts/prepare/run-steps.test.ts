import { expect, test } from 'vitest';
import { advice, fine, missing, type Step } from './finding.mjs';
import { Progress } from './progress.mjs';
import { runSteps } from './run-steps.mjs';

interface Kind {
  readonly broken?: boolean;
  readonly repair?: 'none' | 'helps' | 'throws';
  readonly state?: typeof missing;
}

/** Steps of a machine on which things are broken, each with or without a repair that helps. */
class Machine {
  readonly repaired: string[] = [];
  #text = '';

  step(name: string, { broken = true, repair = 'none', state = missing }: Kind = {}): Step {
    let isBroken = broken;
    const act = () => {
      this.repaired.push(name);
      if (repair === 'throws') return Promise.reject(new Error(`${name}: no network`));
      isBroken = false;
      return Promise.resolve();
    };
    const inspect: Step['inspect'] = () =>
      Promise.resolve(
        isBroken
          ? state(`${name} is absent`, [`install ${name}`], repair === 'none' ? undefined : act)
          : fine(`${name} is there`),
      );
    return { name, for: ['start' as const], inspect };
  }

  async run(steps: Step[], checkOnly = false) {
    const out = { write: (text: string) => (this.#text += text) };
    this.#text = '';
    const ready = await runSteps(steps, 'start', { checkOnly, progress: new Progress(out) });
    return { ready, lines: this.#text.trimEnd().replaceAll(/ {2,}\d+\.\d s {2}/g, ' ') };
  }
}

test('what can be repaired is, and the second time there is nothing to do', async () => {
  const machine = new Machine();
  const steps = [machine.step('a', { repair: 'helps' }), machine.step('b', { broken: false })];
  expect(await machine.run(steps)).toMatchObject({
    ready: true,
    lines: '→ a a is absent\n✓ a a is there\n✓ b b is there',
  });
  expect(await machine.run(steps)).toMatchObject({ ready: true, lines: '✓ a a is there\n✓ b b is there' });
  expect(machine.repaired).toEqual(['a']);
});

test('after the first that cannot be repaired, the rest is looked at and told, with what to run', async () => {
  const machine = new Machine();
  const steps = [
    machine.step('a', { repair: 'throws' }),
    machine.step('b', { repair: 'helps' }),
    machine.step('c'),
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

test('only looking repairs nothing, and says no where something would be changed', async () => {
  const machine = new Machine();
  const mode = machine.step('mode', { repair: 'helps', state: advice });
  expect(await machine.run([machine.step('a', { repair: 'helps' })], true)).toMatchObject({ ready: false });
  expect(await machine.run([mode], true)).toMatchObject({ ready: false });
  expect(machine.repaired).toEqual([]);
  expect(await machine.run([machine.step('b', { broken: false })], true)).toMatchObject({ ready: true });
});

test('advice that nobody can follow stops nothing', async () => {
  const machine = new Machine();
  const { ready, lines } = await machine.run([machine.step('snap', { state: advice })]);
  expect(ready).toBe(true);
  expect(lines).toContain('! snap snap is absent');
});
