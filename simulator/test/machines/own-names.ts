/** What the tests make in libvirt and in the temporary directory is called `ven-test-<pid>-…`. */
const FORM = /^ven-test-(\d+)-/;

let made = 0;

/** A name nobody else uses; `label` says what it is for. */
export function ownName(label: string): string {
  made++;
  return `ven-test-${process.pid}-${label}-${made}`;
}

/** The process that made something of this name; undefined when no test did. */
export function ownerOf(name: string): number | undefined {
  const match = FORM.exec(name);
  return match ? Number(match[1]) : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
