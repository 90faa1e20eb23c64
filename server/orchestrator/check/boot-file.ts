import { reasonOf } from '../failures.ts';
import type { BootUrl } from './boot-url.ts';
import { failed, ok, type Outcome, warning } from './steps.ts';

/** How EFI programs, which are PE files, begin. */
export const PE = 'MZ';
/** The smallest iPXE is several times as large. */
export const LEAST_BYTES = 50_000;
const HEAD_BYTES = 16;
/** Firmware also boots from images of disks and CD-ROMs, which it keeps in memory. */
const IMAGE = /\.(?:iso|img)$/i;
const IMAGE_TYPES: ReadonlySet<string> = new Set(['application/vnd.efi-iso', 'application/vnd.efi-img']);

/** What the firmware would load: it asks for the size first, then for the file. */
export async function checkFile(boot: BootUrl): Promise<Outcome> {
  const { url: address } = boot.options;
  const url = new URL(address);
  try {
    const sized = await boot.peek(url);
    const refused = refusal(address, sized);
    if (refused !== null) return refused;
    const { head, type } = await boot.peek(url, HEAD_BYTES);
    if (head.subarray(0, PE.length).toString('latin1') !== PE && !isImage(url, type)) {
      return failed(
        `${address} is not an EFI program but ${type === '' ? 'something else' : type}.`,
        'Check the URL: a login page or an error page may answer in its place.',
        'file-unusable',
      );
    }
    return sizeOutcome(address, sized);
  } catch (error) {
    return failed(
      `${address} cannot be loaded: ${reasonOf(error)[1]}.`,
      'Look at the boot server and its log.',
      'file-wrong',
    );
  }
}

function refusal(
  address: string,
  { status, location }: { status: number; location: string },
): Outcome | null {
  if (status < 300) return null;
  if (status < 400) {
    return failed(
      `${address} redirects to ${location === '' ? 'another place' : location} (${status}); firmware does not follow.`,
      'Give the URL that it leads to.',
      'file-refused',
    );
  }
  if (status === 404)
    return failed(`There is nothing at ${address} (404).`, 'Check the path of the URL.', 'file-missing');
  return failed(
    `The boot server answers ${status} to ${address}.`,
    'Look at the boot server; firmware sends no credentials.',
    status < 500 ? 'file-refused' : 'server-error',
  );
}

const isImage = ({ pathname }: URL, type: string): boolean => IMAGE.test(pathname) || IMAGE_TYPES.has(type);

function sizeOutcome(address: string, { size, closes }: { size: number | null; closes: boolean }): Outcome {
  if (size === null) {
    return failed(
      `The server does not report the size of ${address}.`,
      'Firmware asks for the size first (HEAD, Content-Length) and gives up without it; look at what stands in front of the server.',
      'file-wrong',
    );
  }
  const evidence = `${address} has ${size} bytes.`;
  if (closes) {
    return warning(
      `${evidence} The server closes the connection after telling the size.`,
      'Most OVMF firmware fails with “Unexpected network error.” then: enable HTTP/1.1 keep-alive.',
      'connection-lost',
    );
  }
  if (size >= LEAST_BYTES) return ok(evidence);
  return warning(evidence, 'That is very small for a boot program; look at the file.');
}

const CHECK_SCRIPT = 'Check the URL of the iPXE script.';

/** The script that DHCP names for an iPXE without one of its own. */
export async function checkScript(boot: BootUrl, address: string): Promise<Outcome> {
  const shebang = '#!ipxe';
  try {
    const { status, head, location } = await boot.peek(new URL(address), shebang.length);
    const refused = refusal(address, { status, location });
    if (refused !== null) return refused;
    if (head.toString('latin1') === shebang) return ok(`${address} is an iPXE script.`);
    return failed(`${address} does not begin with ${shebang}.`, CHECK_SCRIPT, 'file-unusable');
  } catch (error) {
    return failed(`${address} cannot be loaded: ${reasonOf(error)[1]}.`, CHECK_SCRIPT, 'file-wrong');
  }
}
