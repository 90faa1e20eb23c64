'use client';
import { imageOf } from '../../../lib/contract/boot-source.ts';
import type { Image } from '../../../lib/contract/image.ts';
import { BOOT_SOURCES } from '../../../lib/domain/boot-source-facts.ts';
import { bytes } from '../../../lib/domain/format.ts';
import { useImages } from '../../data/images.ts';
import { SelectField, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Link } from '../../ui/link.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { kindOf } from './boot-source-draft.ts';
import type { PartProps } from './use-draft.ts';

/** What the nodes boot from; open from the start unless that is the network. */
export function BootSourceFields(props: PartProps) {
  const { draft, set, error, template } = props;
  const kind = kindOf(draft, template?.bootSource);
  const isNetwork = kind === 'uefi-http';
  return (
    <Fold
      title="Boot source"
      aside={draft.image === '' ? BOOT_SOURCES[kind] : `${BOOT_SOURCES[kind]}: ${draft.image}`}
      open={!isNetwork}
    >
      <SelectField
        label="Boot source"
        value={draft.bootSource}
        onChange={(bootSource) => set({ bootSource })}
        options={[
          { value: '', label: `Template: ${BOOT_SOURCES[template?.bootSource.kind ?? 'uefi-http']}` },
          ...Object.entries(BOOT_SOURCES).map(([value, label]) => ({ value, label })),
        ]}
        error={error('bootSource.kind')}
      />
      {!isNetwork && kind !== 'disk' && <ImageChoice {...props} />}
      {kind === 'medium' && <MediumFields {...props} />}
      {kind === 'cloud-image' && <SeedFields {...props} />}
    </Fold>
  );
}

function ImageChoice({ draft, set, error, template }: PartProps) {
  const { data: images = [] } = useImages();
  const kind = kindOf(draft, template?.bootSource);
  const fits = (image: Image): boolean => kind === 'medium' || image.kind !== 'iso';
  const source = template?.bootSource;
  const ofTemplate = source?.kind === kind ? imageOf(source) : null;
  const none = ofTemplate ?? (kind === 'ipxe-disk' ? 'the orchestrator’s' : 'choose one');
  return (
    <SelectField
      label="Image"
      value={draft.image}
      onChange={(image) => set({ image })}
      options={[
        { value: '', label: ofTemplate === null ? `None: ${none}` : `Template: ${none}` },
        ...images.map((image) => ({
          value: image.name,
          label: image.name,
          detail: `${image.kind}, ${bytes(image.diskBytes)}, on ${image.host}`,
          disabled: !fits(image),
        })),
      ]}
      hint={
        <Link className="text-accent hover:underline" href="/images">
          Add an image
        </Link>
      }
      error={error('bootSource.image')}
    />
  );
}

function MediumFields({ draft, set, error }: PartProps) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <SelectField
        label="Attached as"
        value={draft.attachment || 'cdrom'}
        onChange={(attachment) => set({ attachment })}
        options={[
          { value: 'cdrom', label: 'CD-ROM', detail: 'ISO images; on SATA' },
          { value: 'usb', label: 'USB disk', detail: 'Any image; removable and read-only' },
        ]}
        error={error('bootSource.attachment')}
      />
      <SelectField
        label="Tried first"
        value={draft.first || 'disk'}
        onChange={(first) => set({ first })}
        options={[
          { value: 'disk', label: 'The disk', detail: 'Boots the medium until something is installed' },
          { value: 'medium', label: 'The medium', detail: 'Boots the medium every time' },
        ]}
        error={error('bootSource.first')}
      />
    </div>
  );
}

function SeedFields({ draft, set, error, template }: PartProps) {
  const { bootSource } = template ?? {};
  const before = bootSource?.kind === 'cloud-image' ? bootSource.seed : null;
  return (
    <>
      <div className="grid grid-cols-2 gap-3">
        <TextField
          label="User"
          mono
          placeholder={before?.user ?? 'ven'}
          value={draft.user}
          onChange={(user) => set({ user })}
          error={error('bootSource.seed.user')}
        />
        <TextField
          label="Password"
          type="password"
          autoComplete="new-password"
          placeholder="none: SSH keys only"
          value={draft.password}
          onChange={(password) => set({ password })}
          hint={
            draft.hadPassword
              ? 'That node has one, of which only a hash is stored: type one again.'
              : 'Stored as a hash only.'
          }
          error={error('bootSource.seed.password')}
        />
      </div>
      <TextArea
        label="SSH keys"
        placeholder="ssh-ed25519 AAAA… you@example"
        value={draft.sshKeys}
        onChange={(sshKeys) => set({ sshKeys })}
        hint="Public keys, one per line."
        error={error('bootSource.seed.sshKeys')}
      />
      <TextField
        label="Packages"
        mono
        placeholder="curl jq"
        value={draft.packages}
        onChange={(packages) => set({ packages })}
        error={error('bootSource.seed.packages')}
      />
      <ProxyFields draft={draft} set={set} error={error} before={before?.proxy ?? null} />
      <TextArea
        label="First-boot script"
        placeholder="#!/bin/sh"
        value={draft.script}
        onChange={(script) => set({ script })}
        hint="Runs once, as root. Everyone who may see the node can read it."
        error={error('bootSource.seed.script')}
      />
    </>
  );
}

interface ProxyFieldsProps extends Pick<PartProps, 'draft' | 'set' | 'error'> {
  /** The template's. */
  readonly before: string | null;
}

function ProxyFields({ draft, set, error, before }: ProxyFieldsProps) {
  return (
    <div className="grid grid-cols-2 gap-3">
      <TextField
        label="Proxy"
        mono
        placeholder={before ?? 'none'}
        value={draft.proxy}
        onChange={(proxy) => set({ proxy })}
        hint="For apt, and in /etc/environment"
        error={error('bootSource.seed.proxy')}
      />
      <TextField
        label="Not through the proxy"
        mono
        placeholder=".example.com 10.0.0.0/8"
        value={draft.proxyExcept}
        onChange={(proxyExcept) => set({ proxyExcept })}
        error={error('bootSource.seed.proxyExcept')}
      />
    </div>
  );
}
