import { expect, test } from 'vitest';
import type { AnsweringFact } from '../../../lib/contract/node.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import { shippedRuleSet } from '../../../lib/rules/shipped.ts';
import { ACCOUNT, PromptingGuest } from '../../testing/console/prompting-guest.ts';
import { eventually } from '../../testing/eventually.ts';
import { outputAfter } from './port-echo.ts';
import { PromptResponder } from './prompt-responder.ts';

/** Before or after the act of that number, from 0; `held`: after, but the guest has not seen it by then. */
interface Death {
  readonly act: number;
  readonly when: 'before' | 'after' | 'held';
}

/** What survives a server. */
interface Lasting {
  readonly guest: PromptingGuest;
  /** What the servers did, for the message of a failure. */
  readonly trail: string[];
  typist: Pick<AnsweringFact, 'by' | 'port'> | null;
}

const never = () => new Promise<never>(() => undefined);

/** Reads the guest's prompts and types the account; dies like a process that is killed. */
class Server {
  readonly #lasting: Lasting;
  readonly #death: Death | null;
  readonly #responder: PromptResponder;
  readonly #recogniser = new Recogniser(shippedRuleSet());
  /** As far as the recording of an earlier server goes. */
  readonly #reported: number;
  readonly #unwatch: () => void;
  #fed = 0;
  #acts = 0;
  isDead = false;

  constructor(lasting: Lasting, death: Death | null = null) {
    const { guest, typist } = lasting;
    this.#lasting = lasting;
    this.#death = death;
    this.#reported = typist === null ? 0 : guest.end;
    this.#responder = new PromptResponder({
      account: () => Promise.resolve(ACCOUNT),
      write: (_port, text) => this.#act(JSON.stringify(text), () => guest.type(text)),
      types: (by, port) => this.#act(`${by} types`, () => (lasting.typist = { by, port })),
      open: () => this.#recogniser.open(),
      failed: ({ prompt }, error) => void lasting.trail.push(`${prompt}: ${String(error)}`),
      echo: {
        outputOf: async (_port, act, until) => {
          const from = until.from ?? guest.end;
          await act();
          return outputAfter(guest.log, from, until);
        },
        redact: () => undefined,
      },
      ...{ typist, againMs: 50, firstPortMs: 1, patienceMs: 2_000 },
    });
    this.#unwatch = guest.log.watch(() => this.#read());
    this.#read();
  }

  die(): Promise<never> {
    this.isDead = true;
    this.#unwatch();
    this.#responder.close();
    return never();
  }

  #read(): void {
    const from = this.#fed;
    this.#fed = this.#lasting.guest.end;
    const bytes = Buffer.from(this.#lasting.guest.text.slice(from, this.#fed), 'latin1');
    for (const found of this.#recogniser.feed(0, bytes)) {
      if (found.kind !== 'prompt') continue;
      this.#lasting.trail.push(`sees ${found.prompt} at ${found.offset}`);
      const isOld = found.offset < this.#reported;
      if (isOld && !this.#recogniser.open().some(({ offset }) => offset === found.offset)) continue;
      this.#responder.ask(found, isOld);
    }
  }

  async #act(what: string, does: () => void): Promise<void> {
    if (this.isDead) return never();
    this.#lasting.trail.push(`${this.#death === null ? 'last' : 'victim'} ${what}`);
    const { act, when } = this.#death ?? { act: -1, when: 'after' };
    const isLast = this.#acts++ === act;
    if (isLast && when === 'before') return this.die();
    if (isLast && when === 'held') this.#lasting.guest.hold();
    does();
    if (isLast) return this.die();
    // What an earlier server typed arrives before it.
    this.#lasting.guest.release();
  }
}

/** Servers die one after the other as told; the last one lives. Resolves with the attempt that was accepted. */
async function acceptedAfter(...deaths: readonly Death[]): Promise<string> {
  await using guest = PromptingGuest.start();
  const lasting: Lasting = { guest, trail: [], typist: null };
  const accepted = () => /accepted at attempt (\d)/.exec(guest.text)?.[1];
  const seen = () => [JSON.stringify(deaths), ...lasting.trail, guest.text].join('\n');
  for (const death of deaths) {
    const victim = new Server(lasting, death);
    const what = `the death at act ${death.act}`;
    await eventually(what, () => victim.isDead || accepted() !== undefined || undefined, { seen });
    void victim.die();
  }
  const last = new Server(lasting);
  const attempt = await eventually('the account to be accepted', accepted, { seen });
  void last.die();
  // Never in clear text.
  expect(guest.text).not.toContain(ACCOUNT.password);
  return attempt;
}

/** It is recorded who types; then name, a space to try the echo, and password. */
const ACTS = [0, 1, 2, 3];
const POINTS = ACTS.flatMap((act) => (['before', 'after', 'held'] as const).map((when) => ({ act, when })));

test('wherever a server is killed while it types, the next one loses no attempt', async () => {
  const attempts = await Promise.all(POINTS.map((point) => acceptedAfter(point)));
  expect(POINTS.filter((_, index) => attempts[index] !== '1')).toEqual([]);
});

/** Name in place of what stands there, its return, then as above. */
test('nor does it if the next one is killed as well', { timeout: 60_000 }, async () => {
  const pairs = [1, 2, 3].flatMap((act) =>
    POINTS.filter(({ when }) => when !== 'before').map((then) => [{ act, when: 'held' }, then] as const),
  );
  const attempts = await Promise.all(pairs.map((pair) => acceptedAfter(...pair)));
  expect(pairs.filter((_, index) => attempts[index] !== '1')).toEqual([]);
});
