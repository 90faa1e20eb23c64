import { join } from 'node:path';
import type { NodeRow } from '../../db/api.ts';
import type { HypervisorHost } from '../../hypervisor/api.ts';
import type { ByteLog } from '../api.ts';
import type { Context } from '../context.ts';
import { DiskLog } from './byte-log/disk-log.ts';
import { readRedactions, writeRedactions } from './byte-log/redactions-file.ts';
import type { Redactions } from './byte-log/redacted-recording.ts';
import { type ReaderState, SerialReader } from './serial-reader/serial-reader.ts';

/** One serial port of a running machine: its output is recorded, and it accepts input. */
export interface SerialPort {
  readonly log: ByteLog;
  write(text: string): Promise<void>;
  /** A password is typed next: an echo is recorded as asterisks, up to the end of the line. */
  redact(): void;
  /** The machine is off: takes the last bytes from the domain's own log and closes this one. */
  finish(): Promise<void>;
  /** The server closes; the log can be reopened. */
  dispose(): Promise<void>;
}

/** Resolves once the port is being read; continues the log of a boot that was read before. */
export async function openPort(
  { dataDir, logger }: Context,
  host: HypervisorHost,
  row: NodeRow,
  boot: string,
  port: number,
  onRefusal: (refusal: ReaderState['refusal']) => void,
): Promise<SerialPort> {
  const directory = directoryOf(dataDir, boot, port);
  const onError = (error: unknown) =>
    logger.warn({ node: row.id, port, err: error }, 'a step of the recording failed');
  const recording = await DiskLog.open({ directory, port, live: true, onError });
  const redactions: Redactions = {
    known: await readRedactions(directory),
    keep: (redacted) => {
      try {
        writeRedactions(directory, redacted);
      } catch (error) {
        logger.warn({ node: row.id, port, err: error }, 'the redactions of a log could not be saved');
      }
    },
  };
  return SerialReader.start({
    source: host.consoles,
    uuid: row.uuid,
    nodeName: row.name,
    port,
    recording,
    redactions,
    onState: (state) => {
      logger.debug({ node: row.id, port, ...state }, 'serial reader');
      onRefusal(state.refusal);
    },
  });
}

/** The log of a finished boot. */
export function recordedLog(
  { dataDir }: Pick<Context, 'dataDir'>,
  boot: string,
  port: number,
): Promise<ByteLog> {
  return DiskLog.open({ directory: directoryOf(dataDir, boot, port), port, live: false });
}

const directoryOf = (dataDir: string, boot: string, port: number): string =>
  join(dataDir, 'boots', boot, `ttyS${port}`);
