import { FINDINGS, type Finding } from './findings.ts';

/** What the rules of serial output amount to, by the ids of the shipped rules. */
const RULES_OF: Partial<Readonly<Record<Finding, readonly string[]>>> = {
  'no-dhcp-answer': [
    ...[
      'file-size-without-address',
      'no-dhcp-answer',
      'network-error-without-address',
      'entry-without-address',
    ],
    ...[
      'script-no-address-at-all',
      'script-no-address',
      'ipxe-no-dhcp',
      'no-configuration-methods-succeeded',
    ],
    ...['udhcpc-no-lease', 'pxe-no-offer', 'pxe-timeout', 'network-wait', 'network-wait-failed'],
  ],
  'no-boot-program-named': ['file-size-without-uri', 'ipxe-no-file-named', 'pxe-no-file-name'],
  'link-down': ['ipxe-no-link', 'pxe-no-media'],
  'name-unknown': ['ipxe-dns', 'curl-dns', 'wget-dns', 'go-dns', 'curl-proxy'],
  'no-route': ['ipxe-no-route', 'unreachable'],
  'server-unreachable': [
    ...[
      'boot-server-silent',
      'no-connection',
      'ipxe-timed-out',
      'ipxe-connection-refused',
      'grpc-unavailable',
    ],
    ...['script-orchestrator-unreachable-at-all', 'script-orchestrator-unreachable'],
    ...['curl-refused', 'curl-timeout', 'wget-connect'],
  ],
  'certificate-suspected': ['file-size-over-https', 'no-connection-over-https'],
  'certificate-authority': [
    ...['ipxe-certificate', 'unknown-authority', 'tls-failed-to-verify-certificate'],
    ...[
      'invalid-peer-certificate-unknownissuer',
      'remote-error-tls-bad-certificate',
      'ssl-certificate-problem',
    ],
    ...['unable-to-get-local-issuer-certificate', 'self-signed', 'certificate-verify-failed'],
    ...['certificate-verification-failed', 'cannot-verify-certificate'],
  ],
  'certificate-name': [
    ...['x509-certificate-is-valid-for', 'x509-certificate-is-not-valid-for'],
    ...['x509-cannot-validate-certificate-for', 'no-alternative-certificate-subject-name-matches'],
    'invalid-peer-certificate-notvalidforname',
  ],
  'certificate-dates': ['certificate-expired-go', 'certificate-has-expired'],
  'file-missing': ['status-not-found', 'file-size-over-http', 'ipxe-not-found'],
  'file-refused': [
    'status-refused',
    'status-client-error',
    'status-redirect',
    'ipxe-http-refused',
    'pxe-tftp-error',
  ],
  'file-unusable': [
    ...['boot-program-not-efi', 'boot-program-unusable', 'boot-program-ended', 'ipxe-not-a-program'],
    ...['pxe-empty-file', 'pxe-unexpected', 'initramfs-magic', 'init-not-executable'],
  ],
  'server-error': ['status-server-error', 'ipxe-http-error', 'curl-status', 'wget-status'],
  'connection-lost': ['connection-lost', 'file-size-after-download', 'pull-tls-timeout', 'pull-timeout'],
  'secure-boot-refused': [
    ...[
      'boot-program-violates-secure-boot',
      'shim-violation',
      'boot-entry-refused',
      'shim-sbat',
      'shim-sbat-data',
    ],
    ...['shim-gave-up', 'grub-shim-signature', 'grub-lockdown', 'mok-management'],
  ],
  'nothing-bootable': [
    ...['nothing-bootable', 'uefi-shell-early', 'uefi-shell-after-reboot', 'uefi-shell-banner', 'setup-menu'],
    'boot-failed-key',
  ],
  'boot-script-failed': ['script-could-not-load', 'script-file-not-loaded', 'script-gave-up', 'ipxe-prompt'],
  'kernel-panic': [
    ...['stub-failed', 'stub-warned', 'micro-os-panic-no-root', 'micro-os-panic-no-init', 'micro-os-panic'],
    ...['micro-os-panic-init-ended', 'system-panic-no-root', 'system-panic-no-init', 'system-panic'],
    'system-panic-init-ended',
  ],
  'memory-full': [
    ...['error-could-not-allocate-i-o-buffers', 'ipxe-no-memory', 'pxe-memory', 'micro-os-panic-memory'],
    ...[
      'system-panic-memory',
      'micro-os-out-of-memory',
      'system-out-of-memory',
      'initramfs-unpacking-failed',
    ],
    ...['memory-full-initramfs', 'memory-full', 'memory-full-early'],
  ],
  'clock-differs': [
    ...['clock-behind', 'certificate-is-not-yet-valid', 'token-used-before-issued', 'token-is-not-valid-yet'],
    ...[
      'token-is-not-yet-valid',
      'token-is-not-active',
      'clock-skew',
      'clock-before-build',
      'apt-not-valid-yet',
    ],
  ],
  'images-not-loaded': [
    ...[
      'pull-rate-limit',
      'pull-denied',
      'pull-unauthorized',
      'pull-manifest',
      'pull-plain-http',
      'pull-digest',
    ],
    ...['pull-failed', 'runtime-failed', 'docker-down'],
  ],
  'account-asked': ['account-silent-again', 'account-silent'],
  'account-refused': ['account-refused-again', 'account-refused', 'grpc-denied', 'grpc-unauthenticated'],
  'refused-by-orchestrator': ['grpc-precondition'],
  'secure-boot-mismatch': ['secure-boot-status-mismatch', 'unable-to-read-secure-boot-status'],
  'disk-full': ['disk-full-in-system', 'disk-full', 'disk-or-memory-full'],
  'disk-too-small': ['disk-too-small'],
  'image-damaged': ['sha256-mismatch'],
  'disk-damaged': [
    ...[
      'ext4-error',
      'ext4-not-found',
      'read-only',
      'xfs-corruption',
      'btrfs-error',
      'squashfs-error',
      'io-error',
    ],
    ...['nvme-not-ready', 'nvme-timeout', 'fsck-needed', 'hung-task', 'virtio-probe'],
  ],
  passphrase: ['disk-passphrase', 'disk-unlock', 'tpm-unseal', 'luks-no-key'],
  'system-stopped': [
    ...['grub-error', 'grub-rescue', 'grub-prompt', 'emergency-mode', 'emergency-shell', 'rescue-mode'],
    ...['give-root-password-for-maintenance', 'press-enter-for-maintenance', 'gave-up-waiting-for-root'],
    ...['cannot-open-access-to-console-the-root-account-i', 'dropping-to-a-shell', 'warning-could-not-boot'],
    ...['initramfs-prompt', 'dracut-root-shell', 'dracut-shell', 'rdsosreport-txt', 'alpine-recovery'],
    ...[
      'arch-emergency',
      'busybox-no-init',
      'no-sbin-init',
      'no-live-medium',
      'dracut-timeout',
      'dracut-device',
    ],
    ...['dracut-failed', 'grub-no-menu', 'grub-no-kernel', 'systemd-boot-empty', 'systemd-frozen'],
    ...['systemd-freezing', 'mount-failed', 'device-timeout'],
  ],
  'host-overloaded': ['soft-lockup', 'rcu-stall', 'transmit-timeout'],
};

const FINDING_OF: ReadonlyMap<string, Finding> = new Map(
  FINDINGS.flatMap((finding) => (RULES_OF[finding] ?? []).map((rule) => [rule, finding] as const)),
);

/** Null: what the rule tells stands by itself, as rules of one's own do. */
export const findingOfRule = (rule: string): Finding | null => FINDING_OF.get(rule) ?? null;

/** The rules that are mapped here. */
export const mappedRules = (): string[] => [...FINDING_OF.keys()];
