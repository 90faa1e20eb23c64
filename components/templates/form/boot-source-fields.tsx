'use client';
import { BOOT_SOURCES } from '../../../lib/domain/boot-source-facts.ts';
import { useImages } from '../../data/images.ts';
import { Fold } from '../../ui/fold.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { anyError, Choice, Text } from './fields.tsx';
import type { FieldsProps } from './use-template-form.ts';

const ATTACHMENTS = { cdrom: 'CD-ROM', usb: 'Removable USB disk' };
const FIRST = { disk: 'The disk', medium: 'The medium' };

/** What nodes boot from. */
export function BootSourceFields({ fields }: { readonly fields: FieldsProps }) {
  const kind = fields.text('bootSource.kind');
  const image = fields.text('bootSource.image');
  const title = Object.entries(BOOT_SOURCES).find(([key]) => key === kind)?.[1] ?? kind;
  return (
    <Fold
      title="Boot source"
      aside={image === '' ? title : `${title}: ${image}`}
      open={anyError(fields, ['bootSource'])}
    >
      <Choice fields={fields} path="bootSource.kind" label="Boot source" options={BOOT_SOURCES} />
      {kind !== 'uefi-http' && kind !== 'disk' && <ImageField fields={fields} />}
      {kind === 'medium' && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Choice
            fields={fields}
            path="bootSource.attachment"
            label="Attached as"
            options={ATTACHMENTS}
            fallback="cdrom"
          />
          <Choice
            fields={fields}
            path="bootSource.first"
            label="Tried first"
            options={FIRST}
            fallback="disk"
          />
        </div>
      )}
      {kind === 'cloud-image' && <SeedFields fields={fields} />}
    </Fold>
  );
}

function ImageField({ fields }: { readonly fields: FieldsProps }) {
  const { data: images = [] } = useImages();
  const chosen = fields.text('bootSource.image');
  const names = new Set([...images.map(({ name }) => name), chosen].filter((name) => name !== ''));
  const none =
    fields.text('bootSource.kind') === 'ipxe-disk' ? 'The orchestrator’s' : 'Each create chooses one';
  return (
    <Choice
      fields={fields}
      path="bootSource.image"
      label="Image"
      options={{ '': none, ...Object.fromEntries([...names].map((name) => [name, name])) }}
    />
  );
}

/** What cloud-init reads at the first boot. */
function SeedFields({ fields }: { readonly fields: FieldsProps }) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <Text fields={fields} path="bootSource.seed.user" label="User" mono placeholder="ven" />
        <Text fields={fields} path="bootSource.seed.packages" label="Packages" mono placeholder="curl, jq" />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <Text fields={fields} path="bootSource.seed.proxy" label="Proxy" mono placeholder="none" />
        <Text fields={fields} path="bootSource.seed.proxyExcept" label="Not through the proxy" mono />
      </div>
      <Lines fields={fields} path="bootSource.seed.sshKeys" label="SSH keys, one per line" />
      <Lines fields={fields} path="bootSource.seed.script" label="First-boot script" />
    </>
  );
}

interface LinesProps {
  readonly fields: FieldsProps;
  readonly path: string;
  readonly label: string;
}

const Lines = ({ fields, path, label }: LinesProps) => (
  <TextArea
    label={label}
    value={fields.text(path)}
    onChange={(text) => fields.set({ [path]: text })}
    onBlur={() => fields.left(path)}
    error={fields.error(path)}
  />
);
