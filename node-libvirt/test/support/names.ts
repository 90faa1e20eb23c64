/**
 * What tests make is called `nlv-test-<pid>-…`: recognisable, never clashing between files that run at the same
 * time (each has its own process), and left alone by all other programs.
 */
const form = /^nlv-test-(\d+)-/;

const ownPrefix = `nlv-test-${process.pid}-`;

let made = 0;

/** A unique name; `label` states its purpose. */
export function ownName(label: string): string {
  made++;
  return `${ownPrefix}${label}-${made}`;
}

/** The process that made something of this name, or undefined when no test did. */
export function ownerOf(name: string): number | undefined {
  const match = form.exec(name);
  return match ? Number(match[1]) : undefined;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process is alive too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
