import { type InputRefusal } from '../../../lib/contract/node.ts';
import { type Finding } from '../../../lib/domain/recogniser/findings.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import { stageIndex } from '../../../lib/domain/stages.ts';
import { type Statement } from '../../../lib/domain/story/story.ts';
import { type BootRow } from '../../db/api.ts';
import { type HypervisorHost } from '../../hypervisor/api.ts';
import { type ByteLog } from '../api.ts';
import { type Context } from '../context.ts';
import { type SerialPort } from '../console/serial-port.ts';
import { Answering, type AnsweringParts } from './answering.ts';
import { ECHOED_PROMPT } from '../../../lib/domain/story/causes.ts';
import { heardBehind } from './echo.ts';
import { InputWatch } from './input-watch.ts';
import { type Reason, type StoryKeeper } from './story-keeper.ts';

/** At once from a log to the recogniser; between two, others get their turn. */
const BITE = 64 * 1024;

export interface SessionOptions {
  readonly context: Context;
  readonly host: HypervisorHost;
  readonly ports: readonly SerialPort[];
  readonly keeper: StoryKeeper;
  /** Of the host; null: it is over. */
  readonly powerOn: string | null;
  /** Types itself in at the prompt of the interactive flow; null: nobody does. */
  readonly account: AnsweringParts['account'] | null;
  /** Ports that cannot be typed into; null where nobody has to type. */
  readonly refused: readonly InputRefusal[] | null;
}

/** What a viewer's terminal answers by itself to a guest that asks where its cursor is, or what it can. */
const TERMINAL_REPORT = /^(?:\p{Cc}\[[?>\d;]*[Rcn])+$/u;

/** One power-on that lasts: its two serial ports are read, recognised and told. */
export class BootSession {
  readonly #options: SessionOptions;
  readonly #recogniser = new Recogniser();
  readonly #unwatch: (() => void)[] = [];
  readonly #feeding = new Map<number, Promise<void>>();
  readonly #fed: number[] = [0, 0];
  readonly #answering: Answering | null;
  readonly #input: InputWatch | null;
  /** Up to here an earlier life of this server has told what it saw. */
  readonly #told: readonly number[];

  constructor(options: SessionOptions, told: readonly number[]) {
    this.#options = options;
    this.#told = told;
    options.keeper.answers(null);
    this.#answering = this.#answeringWith(options.account);
    this.#input = this.#inputWatched(options.refused);
    for (const [port, { log }] of options.ports.entries()) {
      this.#unwatch.push(log.watch(() => this.#feed(port)));
      this.#feed(port);
    }
  }

  get boot(): BootRow {
    return this.#options.keeper.boot;
  }

  get powerOn(): string | null {
    return this.#options.powerOn;
  }

  get keeper(): StoryKeeper {
    return this.#options.keeper;
  }

  /** What libvirt or the orchestrator says. */
  hear(statement: Statement): void {
    this.keeper.take({ kind: 'statement', statement });
  }

  tick(): void {
    this.keeper.take({ kind: 'tick' });
  }

  log(port: number): ByteLog | undefined {
    return this.#options.ports[port]?.log;
  }

  inputRefused(refused: readonly InputRefusal[]): void {
    this.#input?.changed(refused);
  }

  /** A person types, or a program of theirs. */
  async write(port: number, text: string): Promise<void> {
    if (!TERMINAL_REPORT.test(text)) this.#answering?.personTypes(port);
    await this.#options.ports[port]?.write(text);
  }

  /** The domain is off: the last bytes are fetched from its own logs, and the logs closed. */
  async end(reason: Reason, requested: boolean): Promise<void> {
    await Promise.all(this.#options.ports.map((port) => port.finish()));
    await this.#drained();
    this.hear({ says: 'stopped', reason, requested });
    await this.#close();
  }

  /** The server closes; the boot goes on. */
  async dispose(): Promise<void> {
    await Promise.all(this.#options.ports.map((port) => port.dispose()));
    await this.#close();
  }

  async #close(): Promise<void> {
    this.#answering?.close();
    for (const unwatch of this.#unwatch) unwatch();
    await this.#drained();
    await this.keeper.settled();
  }

  async #drained(): Promise<void> {
    for (const port of this.#options.ports.keys()) this.#feed(port);
    while (this.#feeding.size > 0) await Promise.all(this.#feeding.values());
  }

  #feed(port: number): void {
    if (this.#feeding.has(port)) return;
    const feeding = this.#eat(port)
      .catch((error: unknown) => {
        this.#options.context.logger.error(
          { boot: this.boot.id, port, err: error },
          'a log could not be read',
        );
      })
      .finally(() => this.#feeding.delete(port));
    this.#feeding.set(port, feeding);
  }

  async #eat(port: number): Promise<void> {
    const log = this.log(port);
    if (log === undefined) return;
    for (;;) {
      const at = this.#fed[port] ?? 0;
      const chunk = await log.read(at, BITE);
      if (chunk === null) return;
      const isGap = chunk.kind === 'gap';
      const findings = isGap
        ? this.#recogniser.skip(port, chunk.to)
        : this.#recogniser.feed(port, chunk.bytes);
      this.#fed[port] = isGap ? chunk.to : chunk.offset + chunk.bytes.length;
      for (const finding of findings) this.#found(finding);
      if (findings.some(({ kind }) => kind === 'prompt')) this.#input?.look();
      if (!log.live && (this.#fed[port] ?? 0) >= log.facts.end) return;
    }
  }

  #found(finding: Finding): void {
    const isOld = finding.offset < (this.#told[finding.port] ?? 0);
    if (isOld && !this.#isNews(finding)) return;
    this.keeper.take({ kind: 'finding', finding });
    if (finding.kind === 'prompt') this.#answering?.ask(finding);
  }

  /** What stood in the log before a restart was told then, unless it had just come. */
  #isNews(finding: Finding): boolean {
    if (finding.kind === 'prompt')
      return this.#recogniser.waiting().some(({ offset }) => offset === finding.offset);
    return finding.kind === 'stage' && stageIndex(finding.stage) > stageIndex(this.keeper.story.stage);
  }

  #inputWatched(refused: SessionOptions['refused']): InputWatch | null {
    if (refused === null) return null;
    const tell = (finding: Finding) => this.keeper.take({ kind: 'finding', finding });
    return new InputWatch({ waiting: () => this.#recogniser.waiting(), tell }, refused);
  }

  #answeringWith(account: SessionOptions['account']): Answering | null {
    if (account === null) return null;
    return new Answering({
      account,
      write: async (port, text) => this.#options.ports[port]?.write(text),
      ear: {
        hear: async (port, act, until) => {
          const log = this.log(port);
          const from = log?.facts.end ?? 0;
          await act();
          return log === undefined ? { said: '', tookMs: 0 } : heardBehind(log, from, until);
        },
        veil: (port) => this.#options.ports[port]?.veil(),
      },
      isOver: () => this.keeper.story.ending !== null,
      types: (by, port) => this.keeper.answers({ by, port }),
      waiting: () => this.#recogniser.waiting(),
      echoes: ({ port, offset, line }) => {
        const finding = { ...ECHOED_PROMPT, kind: 'failure', port, offset, line } as const;
        this.keeper.take({ kind: 'finding', finding });
      },
      failed: ({ port, prompt }, error) => {
        const about = { boot: this.boot.id, port, prompt, err: error };
        this.#options.context.logger.warn(about, 'a prompt could not be answered; it is tried again');
      },
    });
  }
}
