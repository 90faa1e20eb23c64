import type { Change } from '../../lib/contract/live.ts';
import type { ByteLog, Core } from '../core/api.ts';

export interface ObservedCore extends Core {
  /** Numbers of listeners: to changes, to boots and to logs. */
  readonly listeners: number;
  /** Emits a change again, as if it had been delayed. */
  repeat(change: Change): void;
}

/** The same core, but it counts its listeners. */
export function observed(core: Core): ObservedCore {
  const listening = new Set<object>();
  const changes = new Set<(change: Change) => void>();
  const counted = (stop: () => void): (() => void) => {
    const own = {};
    listening.add(own);
    return () => {
      listening.delete(own);
      stop();
    };
  };
  const observedLog = (log: ByteLog): ByteLog => ({
    get facts() {
      return log.facts;
    },
    get live() {
      return log.live;
    },
    read: (from, limit) => log.read(from, limit),
    times: (from, to) => log.times(from, to),
    watch: (listener) => counted(log.watch(listener)),
  });
  const { consoles } = core;
  return {
    ...core,
    get listeners() {
      return listening.size;
    },
    repeat: (change) => {
      for (const listener of changes) listener(change);
    },
    onChange: (listener) => {
      changes.add(listener);
      const stop = core.onChange(listener);
      return counted(() => {
        changes.delete(listener);
        stop();
      });
    },
    consoles: {
      open: async (...which) => {
        const { boot, log } = await consoles.open(...which);
        return { boot, log: observedLog(log) };
      },
      snapshot: (...what) => consoles.snapshot(...what),
      onBoot: (idOrName, listener) => counted(consoles.onBoot(idOrName, listener)),
      write: (...input) => consoles.write(...input),
      vnc: (idOrName) => consoles.vnc(idOrName),
      screenshot: (idOrName) => consoles.screenshot(idOrName),
      screenText: (idOrName) => consoles.screenText(idOrName),
    },
  };
}
