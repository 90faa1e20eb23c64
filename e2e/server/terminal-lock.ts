import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

/** Locks the first serial port of a domain as a terminal program would: libvirt then refuses its console. */
export class TerminalLock implements Disposable {
  readonly #file: string;

  constructor(domain: string) {
    const terminal = execFileSync('virsh', ['-c', 'qemu:///system', 'ttyconsole', domain], {
      encoding: 'utf8',
    }).trim();
    this.#file = `/var/lock/LCK..${terminal.replace('/dev', '').replaceAll('/', '_')}`;
  }

  /** Throws while libvirt holds it for a console that is open. The holder has to be a process that lives. */
  take(): void {
    writeFileSync(this.#file, `${String(process.pid).padStart(10)}\n`, { flag: 'wx' });
  }

  [Symbol.dispose](): void {
    rmSync(this.#file, { force: true });
  }
}
