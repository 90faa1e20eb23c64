import { isAlive } from '../../../node-libvirt/test/support/names.ts';

/** What the tests make in libvirt and in the temporary directory is called `ven-test-<pid>-<laboratory>-…`. */
const FORM = /^ven-test-(\d+)-/;

let owners = 0;

/** The names of what one laboratory makes, told apart from those of others, also of this process. */
export class OwnNames {
  /** What every one of them begins with. */
  readonly prefix: string;
  #made = 0;

  constructor() {
    owners++;
    this.prefix = `ven-test-${process.pid}-${owners}-`;
  }

  /** A name nobody else uses; `label` says what it is for. */
  make(label: string): string {
    this.#made++;
    return `${this.prefix}${label}-${this.#made}`;
  }

  owns(name: string): boolean {
    return name.startsWith(this.prefix);
  }
}

/** Whether a test process made something of this name and has ended since. */
export function isOfTheDead(name: string): boolean {
  const match = FORM.exec(name);
  return match !== null && !isAlive(Number(match[1]));
}
