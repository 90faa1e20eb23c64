import type { InputRefusal } from '../../../lib/contract/node.ts';
import type { ReadyRule } from '../../../lib/contract/ready-rule.ts';
import type { Detection, ReadyDetection } from '../../../lib/domain/recogniser/detections.ts';
import { ReadyText } from '../../../lib/domain/recogniser/ready-text.ts';
import { Recogniser } from '../../../lib/domain/recogniser/recogniser.ts';
import type { RuleSet } from '../../../lib/domain/recogniser/rule-set.ts';
import { stageIndex } from '../../../lib/domain/stages.ts';
import type { StatusReport } from '../../../lib/domain/boot-progress/boot-progress.ts';
import type { BootRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { ByteChunk, ByteLog } from '../api.ts';
import type { Context } from '../context.ts';
import type { SerialPort } from '../console/serial-port.ts';
import { PromptResponder, type PromptResponderOptions } from './prompt-responder.ts';
import { ECHOED_PROMPT } from '../../../lib/domain/boot-progress/causes.ts';
import { outputAfter } from './port-echo.ts';
import { InputWatch } from './input-watch.ts';
import { PortProbe } from './port-probe.ts';
import type { Reason, BootTracker } from './boot-tracker.ts';

/** Bytes per read from a log to the recogniser; other work runs between two reads. */
const READ_BYTES = 64 * 1024;

export interface SessionOptions {
  readonly context: Context;
  readonly host: HypervisorHost;
  readonly ports: readonly SerialPort[];
  readonly tracker: BootTracker;
  /** By which its output is read. */
  readonly rules: RuleSet;
  /** The host's id of this power-on; null once it has ended. */
  readonly powerOn: string | null;
  /** The account to type at the prompts of the interactive flow; null: nothing is typed. */
  readonly account: PromptResponderOptions['account'] | null;
  /** Decides when the node is ready; null: orchestrator or login prompt do. */
  readonly ready: ReadyRule | null;
  /** The node's, from the leases of its network. */
  readonly address: () => Promise<string | null>;
  /** Ports that accept no input; null when no input is needed. */
  readonly refused: readonly InputRefusal[] | null;
}

/** Automatic replies of a viewer's terminal to a guest's queries (cursor position, device attributes). */
const TERMINAL_REPORT = /^(?:\p{Cc}\[[?>\d;]*[Rcn])+$/u;

/** A boot that is under way: reads its two serial ports, runs the recogniser, and passes detections on. */
export class BootSession {
  readonly #options: SessionOptions;
  readonly #recogniser: Recogniser;
  readonly #unwatch: (() => void)[] = [];
  readonly #feeding = new Map<number, Promise<void>>();
  readonly #fed: number[] = [0, 0];
  readonly #answering: PromptResponder | null;
  readonly #input: InputWatch | null;
  #personTyped = false;
  readonly #probe: PortProbe | null;
  readonly #readyTexts: readonly (ReadyText | null)[];
  /** Offsets up to which an earlier process of this server has reported detections. */
  readonly #reported: readonly number[];

  constructor(options: SessionOptions, reported: readonly number[]) {
    this.#options = options;
    this.#reported = reported;
    this.#recogniser = new Recogniser(options.rules);
    options.tracker.restoreAnswering();
    this.#probe = this.#probing(options);
    this.#readyTexts = options.ports.map((_, port) => readyTextOn(port, options.ready));
    this.#answering = this.#answeringWith(options.account);
    this.#input = this.#inputWatched(options.refused);
    for (const [port, { log }] of options.ports.entries()) {
      this.#unwatch.push(log.watch(() => this.#feed(port)));
      this.#feed(port);
    }
  }

  get boot(): BootRow {
    return this.#options.tracker.boot;
  }

  get personTyped(): boolean {
    return this.#personTyped;
  }

  get powerOn(): string | null {
    return this.#options.powerOn;
  }

  get tracker(): BootTracker {
    return this.#options.tracker;
  }

  /** A report by libvirt or the orchestrator. */
  report(report: StatusReport): void {
    this.tracker.take({ kind: 'report', report });
  }

  tick(): void {
    this.#probe?.tick();
    this.tracker.take({ kind: 'tick' });
  }

  log(port: number): ByteLog | undefined {
    return this.#options.ports[port]?.log;
  }

  inputRefused(refused: readonly InputRefusal[]): void {
    this.#input?.changed(refused);
  }

  /** Input from a person, or from a program of theirs. */
  async write(port: number, text: string): Promise<void> {
    if (!TERMINAL_REPORT.test(text)) {
      this.#personTyped = true;
      this.#answering?.personTypes(port);
    }
    await this.#options.ports[port]?.write(text);
  }

  /** The domain is off: fetches the last bytes from its own logs and closes the logs. */
  async end(
    reason: Reason,
    why: { readonly requested: boolean; readonly onPurpose: boolean },
  ): Promise<void> {
    await Promise.all(this.#options.ports.map((port) => port.finish()));
    await this.#drained();
    this.report({ status: 'stopped', reason, ...why });
    await this.#close();
  }

  /** The server closes; the boot continues. */
  async dispose(): Promise<void> {
    await Promise.all(this.#options.ports.map((port) => port.dispose()));
    await this.#close();
  }

  async #close(): Promise<void> {
    this.#answering?.close();
    await this.#probe?.close();
    for (const unwatch of this.#unwatch) unwatch();
    await this.#drained();
    await this.tracker.settled();
  }

  async #drained(): Promise<void> {
    for (const port of this.#options.ports.keys()) this.#feed(port);
    while (this.#feeding.size > 0) await Promise.all(this.#feeding.values());
  }

  #feed(port: number): void {
    if (this.#feeding.has(port)) return;
    const feeding = this.#readInto(port)
      .catch((error: unknown) => {
        this.#options.context.logger.error(
          { boot: this.boot.id, port, err: error },
          'a log could not be read',
        );
      })
      .finally(() => this.#feeding.delete(port));
    this.#feeding.set(port, feeding);
  }

  async #readInto(port: number): Promise<void> {
    const log = this.log(port);
    if (log === undefined) return;
    for (;;) {
      const at = this.#fed[port] ?? 0;
      const chunk = await log.read(at, READ_BYTES);
      if (chunk === null) return;
      const isGap = chunk.kind === 'gap';
      const detections = isGap
        ? this.#recogniser.skip(port, chunk.to)
        : this.#recogniser.feed(port, chunk.bytes);
      this.#fed[port] = isGap ? chunk.to : chunk.offset + chunk.bytes.length;
      for (const detection of detections) this.#found(detection);
      this.#lookForReadyText(port, chunk);
      if (detections.some(({ kind }) => kind === 'prompt')) this.#input?.look();
      if (!log.live && (this.#fed[port] ?? 0) >= log.facts.end) return;
    }
  }

  #lookForReadyText(port: number, chunk: ByteChunk): void {
    const text = this.#readyTexts[port];
    if (text == null) return;
    if (chunk.kind === 'gap') {
      text.skip(chunk.to);
      return;
    }
    const place = text.feed(chunk.bytes);
    if (place !== null) this.#found({ kind: 'ready', ...place });
  }

  #probing({ ready, address }: SessionOptions): PortProbe | null {
    if (ready?.kind !== 'tcp-port') return null;
    const { port } = ready;
    return new PortProbe({
      ...{ port, address },
      isWaiting: () => !this.tracker.progress.over && this.tracker.progress.stage !== 'ready',
      answered: (found) => this.report({ status: 'answers', text: `${found} answers on TCP port ${port}` }),
    });
  }

  #found(detection: Detection | ReadyDetection): void {
    const isOld = detection.offset < (this.#reported[detection.port] ?? 0);
    if (isOld && !this.#isNews(detection)) return;
    this.tracker.take({ kind: 'detection', detection });
    if (detection.kind === 'prompt') this.#answering?.ask(detection, isOld);
  }

  /** Detections from before a restart were reported then, unless the bytes had only just arrived. */
  #isNews(detection: Detection | ReadyDetection): boolean {
    if (detection.kind === 'prompt') {
      const isOurs = this.boot.answering?.by === 'console' && detection.prompt !== 'login';
      const left = isOurs ? this.#recogniser.open() : this.#recogniser.waiting();
      return left.some(({ port, offset }) => port === detection.port && offset === detection.offset);
    }
    // Known then, but not that the machine still waits.
    if (detection.kind === 'failure')
      return detection.stopsAt !== undefined && this.tracker.progress.ending !== null;
    if (detection.kind === 'ready')
      return this.tracker.progress.stages.every(({ stage }) => stage !== 'ready');
    return (
      detection.kind === 'stage' && stageIndex(detection.stage) > stageIndex(this.tracker.progress.stage)
    );
  }

  #inputWatched(refused: SessionOptions['refused']): InputWatch | null {
    if (refused === null) return null;
    const report = (detection: Detection) => this.tracker.take({ kind: 'detection', detection });
    return new InputWatch({ waiting: () => this.#recogniser.waiting(), report }, refused);
  }

  #answeringWith(account: SessionOptions['account']): PromptResponder | null {
    if (account === null) return null;
    return new PromptResponder({
      account,
      write: async (port, text) => this.#options.ports[port]?.write(text),
      echo: {
        outputOf: async (port, act, until) => {
          const log = this.log(port);
          const from = until.from ?? log?.facts.end ?? 0;
          await act();
          return log === undefined ? { output: '', tookMs: 0 } : outputAfter(log, from, until);
        },
        redact: (port) => this.#options.ports[port]?.redact(),
      },
      typist: this.boot.answering,
      isOver: () => this.tracker.progress.ending !== null,
      types: (by, port) => this.tracker.promptAnsweredBy({ by, port }),
      open: () => this.#recogniser.open(),
      echoes: ({ port, offset, line }) => {
        const detection = { ...ECHOED_PROMPT, kind: 'failure', port, offset, line } as const;
        this.tracker.take({ kind: 'detection', detection });
      },
      failed: ({ port, prompt }, error) => {
        const about = { boot: this.boot.id, port, prompt, err: error };
        this.#options.context.logger.warn(about, 'a prompt could not be answered; retrying');
      },
    });
  }
}

function readyTextOn(port: number, rule: ReadyRule | null): ReadyText | null {
  const isThere = rule?.kind === 'text' && (rule.port === null || rule.port === port);
  return isThere ? new ReadyText(rule.text, port) : null;
}
