import { expect, it } from 'vitest';
import { eventually } from './testing/eventually.ts';
import { oneRequest } from './testing/fuzz/http.ts';
import { Random } from './testing/fuzz/random.ts';
import { oneSocket } from './testing/fuzz/sockets.ts';
import { Victim } from './testing/fuzz/victim.ts';
import { send } from './testing/request.ts';

/** Repeat a run: VEN_FUZZ_SEED=NUMBER npx vitest run server/fuzz.test.ts */
const SEED = Number(process.env.VEN_FUZZ_SEED ?? Random.newSeed());
const MESSAGES = { http: 6200, live: 3500, serial: 4200, vnc: 3500 };
/**
 * The share of them that is sent in addition before memory is measured: a server that has served nobody has compiled
 * and cached nothing yet.
 */
const WARM_UP = 0.3;
const SIDE_BY_SIDE = 3;
const MAX_GROWTH = 1.2;
const MAX_ANSWER_MS = 250;

interface Tally {
  sent: number;
  readonly statuses: Map<number, number>;
}

/** Sends so many messages of each kind, several of a kind at the same time. */
async function attack(victim: Victim, random: Random, part: number, tally: Tally): Promise<void> {
  const kinds = ['http', 'live', 'serial', 'vnc'] as const;
  const rounds = kinds.flatMap((kind) =>
    Array.from({ length: SIDE_BY_SIDE }, () => ({
      kind,
      share: Math.ceil((MESSAGES[kind] * part) / SIDE_BY_SIDE),
    })),
  );
  await Promise.all(
    rounds.map(async ({ kind, share }) => {
      const own = random.fork();
      for (let sent = 0; sent < share;) {
        if (kind === 'http') {
          const status = await oneRequest(own, victim.target);
          tally.statuses.set(status, (tally.statuses.get(status) ?? 0) + 1);
          sent += 1;
        } else sent += await oneSocket(own, kind, victim.target, share - sent);
      }
      tally.sent += share;
    }),
  );
}

/**
 * The longest that `/healthz` took while `work` went on. Where the server did not get the processor, because others of
 * this machine had it, what it used of it counts, not what it waited for it.
 */
async function slowestAnswer(victim: Victim, work: Promise<void>): Promise<number> {
  const state = { over: false };
  void work.finally(() => (state.over = true)).catch(() => undefined);
  let slowest = 0;
  while (!state.over) {
    const [started, used] = [performance.now(), victim.processorTime()];
    const response = await send(victim.target, '/healthz');
    await response.text();
    const took = Math.min(performance.now() - started, victim.processorTime() - used);
    slowest = Math.max(slowest, response.status === 200 ? took : Number.POSITIVE_INFINITY);
  }
  await work;
  return slowest;
}

it('22,000 messages that make no sense change nothing about the server', { timeout: 600_000 }, async () => {
  process.stdout.write(`fuzz: VEN_FUZZ_SEED=${SEED}\n`);
  const random = new Random(SEED);
  await using victim = await Victim.start();
  const gone = () =>
    eventually('the end of all sockets', async () => (await victim.sockets()) === 0 || undefined);
  const tally: Tally = { sent: 0, statuses: new Map() };
  await attack(victim, random, WARM_UP, tally);
  await gone();
  const before = await victim.memory();
  const slowest = await slowestAnswer(victim, attack(victim, random, 1, tally));
  await gone();
  const after = await victim.memory();
  const statuses = [...tally.statuses].map(([status, count]) => `${status}: ${count}`).join(', ');
  process.stdout.write(
    `fuzz: ${tally.sent} messages, memory ${before.toFixed(0)} to ${after.toFixed(0)} MiB, /healthz at most ${slowest.toFixed(0)} ms; ${statuses}\n`,
  );
  expect(victim.runs).toBe(true);
  expect(tally.sent).toBeGreaterThanOrEqual(22_000);
  expect([...tally.statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  // No stack traces: what strangers send is no fault of the server's.
  expect(victim.log.split('\n').filter((line) => line.includes('"level":50'))).toEqual([]);
  expect(slowest).toBeLessThanOrEqual(MAX_ANSWER_MS);
  expect(after).toBeLessThanOrEqual(before * MAX_GROWTH);
});
