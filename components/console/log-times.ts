import type { PortReplay, Replay } from '../../lib/contract/replay.ts';
import { RecordedPort } from '../replay/recorded-port.ts';

/** The part of a replay that follows what is known of its ports. */
type Load = (offsets: readonly [number, number]) => Promise<Pick<Replay, 'startedAt' | 'ports'>>;

const noBytes = (): Promise<never> => Promise.reject(new Error('only times are wanted'));

/** When the bytes of a port arrived, asked for as far as they are needed. */
export class LogTimes {
  readonly #port: number;
  readonly #load: Load;
  #recorded: RecordedPort | null = null;
  #ends: readonly [number, number] = [0, 0];
  #startedAt = 0;
  #loading: Promise<void> | null = null;

  constructor(port: number, load: Load) {
    this.#port = port;
    this.#load = load;
  }

  /** Milliseconds since 1970; null if it is not known, or not yet. */
  timeOf(offset: number): number | null {
    const port = this.#recorded;
    if (port === null || port.timing === 'none' || offset >= port.end) return null;
    return this.#startedAt + port.timeAt(port.positionOf(offset));
  }

  /** Resolves when all is known that has been recorded until now. */
  refresh(): Promise<void> {
    this.#loading ??= this.#refresh().finally(() => (this.#loading = null));
    return this.#loading;
  }

  async #refresh(): Promise<void> {
    const { startedAt, ports } = await this.#load(this.#ends);
    const endOf = (wanted: 0 | 1): number =>
      ports.find(({ port }) => port === wanted)?.end ?? this.#ends[wanted];
    this.#ends = [endOf(0), endOf(1)];
    const part: PortReplay | undefined = ports.find(({ port }) => port === this.#port);
    if (part === undefined) return;
    this.#startedAt = Date.parse(startedAt);
    this.#recorded ??= new RecordedPort(part, noBytes);
    this.#recorded.add(part);
  }
}
