import type { BootSource, BootSourceKind } from '../contract/boot-source.ts';

export const BOOT_SOURCES: Readonly<Record<BootSourceKind, string>> = {
  'uefi-http': 'UEFI HTTP boot',
  'ipxe-disk': 'iPXE disk',
  medium: 'CD-ROM or USB medium',
  'cloud-image': 'Cloud image',
  disk: 'Disk only',
};

const ATTACHMENTS = { cdrom: 'CD-ROM', usb: 'USB disk' } as const;

/** What a node boots from, as names and values. */
export function bootSourceFacts(source: BootSource): (readonly [string, string])[] {
  const kind = ['Boot source', BOOT_SOURCES[source.kind]] as const;
  switch (source.kind) {
    case 'uefi-http':
    case 'disk':
      return [kind];
    case 'ipxe-disk':
      return [kind, ['Image', source.image ?? 'the orchestrator’s']];
    case 'medium':
      return [
        ['Boot source', ATTACHMENTS[source.attachment]],
        ['Image', source.image ?? 'none yet'],
        ['Tried first', source.first === 'disk' ? 'the disk' : 'the medium'],
      ];
    case 'cloud-image':
      return [kind, ['Image', source.image ?? 'none yet'], ...seedFacts(source.seed)];
  }
}

function seedFacts(seed: (BootSource & { kind: 'cloud-image' })['seed']): (readonly [string, string])[] {
  if (seed === null) return [['cloud-init', 'no data']];
  const ways = [
    seed.hasPassword ? 'password' : '',
    seed.sshKeys.length > 0 ? `${seed.sshKeys.length} SSH keys` : '',
  ].filter((way) => way !== '');
  const extras = [...seed.packages, ...(seed.script === null ? [] : ['a first-boot script'])];
  return [
    ['cloud-init user', `${seed.user} (${ways.join(', ') || 'cannot log in'})`],
    ...(extras.length === 0 ? [] : [['cloud-init adds', extras.join(', ')] as const]),
    ...(seed.proxy === null ? [] : [['Proxy', seed.proxy] as const]),
  ];
}
