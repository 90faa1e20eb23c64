import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const virshProgram = 'virsh';
const outputMax = 64 * 1024 * 1024;

/** The test driver inside libvirtd; virsh would open a plain `test:///default` in its own process. */
export const testDriverURI = 'test+unix:///default';
export const qemuURI = 'qemu:///system';

/** Runs virsh and returns what it printed; rejects when it fails. */
export async function virshAt(uri: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, LC_ALL: 'C.UTF-8' };
  const { stdout } = await run(virshProgram, ['--quiet', '--connect', uri, ...args], {
    env,
    maxBuffer: outputMax,
  });
  return stdout;
}

export function virsh(...args: string[]): Promise<string> {
  return virshAt(qemuURI, ...args);
}

/** An XML text as libvirt sends it; some virsh commands put a line end of their own behind libvirt's. */
export async function virshXMLAt(uri: string, ...args: string[]): Promise<string> {
  return `${(await virshAt(uri, ...args)).trimEnd()}\n`;
}

export function virshXML(...args: string[]): Promise<string> {
  return virshXMLAt(qemuURI, ...args);
}

/** A single word or line. */
export async function virshLine(...args: string[]): Promise<string> {
  return (await virsh(...args)).trim();
}

/** The lines of a list, without the empty one virsh ends it with. */
export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** `Key: value` or `key=value` lines; throws on any other line. */
export function fields(text: string, separator: ':' | '=' = ':'): Map<string, string> {
  return new Map(
    lines(text).map((line) => {
      const at = line.indexOf(separator);
      if (at < 0) throw new Error(`virsh printed a line without «${separator}»: ${line}`);
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}

/** A field that must be there. */
export function field(from: ReadonlyMap<string, string>, name: string): string {
  const value = from.get(name);
  if (value === undefined) throw new Error(`virsh printed no «${name}», only ${[...from.keys()].join(', ')}`);
  return value;
}

/** The whole number in front of a unit that must be as expected. */
export function quantity(text: string, unit: string): bigint {
  const match = /^(\d+) ?(.*)$/.exec(text);
  if (match?.[2] !== unit || match[1] === undefined)
    throw new Error(`expected a number of «${unit}»: ${text}`);
  return BigInt(match[1]);
}
