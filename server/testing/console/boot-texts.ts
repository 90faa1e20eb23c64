/** What both ports show on the way over the network until the micro-OS runs. */
export const NETWORK_BOOT = [
  '>>Start HTTP Boot over IPv4',
  'iPXE initialising devices...',
  '==== iPXE boot success, chainloading Micro-OS ====',
  'Network Configuration Done',
  '=> Chainloading to Micro-OS download iPXE script',
  'Loading the Micro-OS download iPXE script...',
  // A download that takes a while adds dots, or shows its percentage, before the "ok".
  'vmlinuz-x86_64...',
  'ok\r\n',
  'initramfs-x86_64...',
  'ok\r\n',
  'The Micro-OS image downloaded successfully, booting into the Micro-OS...',
];
export const SECURE_BOOT_MATCH = '\u001b[32m Secure Boot Status MATCH \u001b[0m';

/** Throws unless `text` holds all `parts`, one after the other. */
export function inOrder(text: string, parts: readonly string[]): void {
  let from = 0;
  for (const part of parts) {
    const at = text.indexOf(part, from);
    if (at < 0) throw new Error(`"${part}" is not behind position ${from} of:\n${text}`);
    from = at + part.length;
  }
}
