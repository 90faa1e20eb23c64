import { BOOT_PROGRAM } from '../../../lib/domain/orchestrator-services.ts';
import { LEAST_BYTES, PE } from './boot-file.ts';
import type { CheckContext } from './context.ts';
import { failed, ok, type Outcome, warning } from './steps.ts';

export async function checkBootProgram(context: CheckContext): Promise<Outcome> {
  const url = `${context.url('boot')}/${BOOT_PROGRAM}`;
  const { status, type, size, head } = await context.bootTransport().peek(url, PE.length);
  if (status === 404) {
    return failed(
      `There is no boot program at ${url} (404).`,
      'Check the release, which decides the host name of the boot service, or give the URL of that service.',
      'file-missing',
    );
  }
  if (status >= 400) {
    return failed(
      `The boot service answers ${status} to ${url}.`,
      'Look at the boot service of the orchestrator; firmware sends no credentials.',
      status < 500 ? 'file-refused' : 'server-error',
    );
  }
  if (head.toString('latin1') !== PE) {
    const what = type === '' ? 'something else' : type;
    return failed(
      `${url} is not an EFI program but ${what}.`,
      'Check the URL of the boot service: a login page or an error page may answer in its place.',
      'file-unusable',
    );
  }
  if (size === null) {
    return warning(
      `The boot program is at ${url}, but the server does not report its size.`,
      'Firmware asks for the size first and gives up without it; look at what stands in front of the boot service.',
    );
  }
  const evidence = `The boot program at ${url} has ${size} bytes.`;
  if (size >= LEAST_BYTES) return ok(evidence);
  return warning(evidence, 'That is very small for an iPXE; look at the file at the boot service.');
}
