import { cpus, loadavg, release, totalmem } from 'node:os';

/** What was measured on, and how busy it was with other things. */
export function machine(): string {
  const gibibytes = (totalmem() / 2 ** 30).toFixed(0);
  return `${cpus().length} × ${cpus()[0]?.model ?? '?'}, ${gibibytes} GiB, Linux ${release()}, Node ${process.version}, load ${loadavg()[0]?.toFixed(1) ?? '?'}`;
}
