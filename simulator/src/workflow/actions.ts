import type { OperatingSystem } from '../state/schema.ts';

export interface Action {
  readonly name: string;
  /** The status text while it runs. */
  readonly text: string;
  readonly timeoutSeconds: number;
  /** Only if the instance has Secure Boot and full disk encryption. */
  readonly onlyEncrypted?: true;
}

/** The orchestrator's workflow template for Ubuntu. */
const UBUNTU: readonly Action[] = [
  { name: 'secure-boot-status-flag-read', text: 'Verifying Secure Boot settings', timeoutSeconds: 560 },
  {
    name: 'erase-non-removable-disk',
    text: 'Erasing data from all non-removable disks',
    timeoutSeconds: 560,
  },
  { name: 'stream-os-image', text: 'Streaming OS image', timeoutSeconds: 9800 },
  { name: 'add-apt-proxy', text: 'Configuring APT proxy settings', timeoutSeconds: 90 },
  { name: 'install-cloud-init', text: 'Installing cloud-init', timeoutSeconds: 90 },
  { name: 'cloud-init-ds-identity', text: 'Setting up cloud-init', timeoutSeconds: 90 },
  {
    name: 'profile-pkg-and-node-agents-install-script-download',
    text: 'Downloading installation scripts',
    timeoutSeconds: 90,
  },
  {
    name: 'service-script-for-profile-pkg-and-node-agents-install',
    text: 'Installing packages',
    timeoutSeconds: 90,
  },
  { name: 'system-configuration', text: 'Applying system configuration', timeoutSeconds: 200 },
  { name: 'fde-encryption', text: 'Setting FDE encryption', timeoutSeconds: 560, onlyEncrypted: true },
  { name: 'kernel-upgrade', text: 'Upgrading kernel', timeoutSeconds: 9800 },
  { name: 'efibootset-for-diskboot', text: 'Setting boot option', timeoutSeconds: 560 },
  { name: 'reboot', text: 'Rebooting', timeoutSeconds: 90 },
];

/** The orchestrator's workflow template for Edge Microvisor Toolkit. */
const MICROVISOR: readonly Action[] = [
  { name: 'secure-boot-status-flag-read', text: 'Verifying Secure Boot settings', timeoutSeconds: 560 },
  {
    name: 'erase-non-removable-disk',
    text: 'Erasing data from all non-removable disks',
    timeoutSeconds: 560,
  },
  { name: 'stream-os-image', text: 'Streaming OS image', timeoutSeconds: 9800 },
  { name: 'install-cloud-init', text: 'Installing cloud-init', timeoutSeconds: 90 },
  { name: 'cloud-init-ds-identity', text: 'Setting up cloud-init', timeoutSeconds: 90 },
  { name: 'enable-security-features', text: 'Enabling OS security features', timeoutSeconds: 560 },
  { name: 'efibootset-for-diskboot', text: 'Setting boot option', timeoutSeconds: 560 },
  { name: 'reboot', text: 'Rebooting', timeoutSeconds: 90 },
];

const BY_NAME = new Map([...UBUNTU, ...MICROVISOR].map((action) => [action.name, action]));

export function actionsFor(osType: OperatingSystem['osType'], encrypted: boolean): readonly Action[] {
  const template = osType === 'OS_TYPE_IMMUTABLE' ? MICROVISOR : UBUNTU;
  return template.filter((action) => encrypted || action.onlyEncrypted === undefined);
}

export function actionText(name: string): string {
  return BY_NAME.get(name)?.text ?? name;
}

export function actionTimeoutSeconds(name: string): number {
  return BY_NAME.get(name)?.timeoutSeconds ?? 9800;
}
