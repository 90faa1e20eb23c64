'use client';
import { BOOT_SOURCES } from '../../../lib/domain/boot-source-facts.ts';
import { DraftText } from '../../forms/draft-text.tsx';
import { anyError, type DraftFields } from '../../forms/use-draft-form.ts';
import { useImages } from '../../data/images.ts';
import { Fold } from '../../ui/fold.tsx';
import { TextArea } from '../../ui/text-area.tsx';
import { Choice } from './fields.tsx';

const ATTACHMENTS = { cdrom: 'CD-ROM', usb: 'Removable USB disk' };
const FIRST = { disk: 'The disk', medium: 'The medium' };

/** What nodes boot from. */
export function BootSourceFields({ form }: { readonly form: DraftFields }) {
  const kind = form.text('bootSource.kind');
  const image = form.text('bootSource.image');
  const title = Object.entries(BOOT_SOURCES).find(([key]) => key === kind)?.[1] ?? kind;
  return (
    <Fold
      title="Boot source"
      aside={image === '' ? title : `${title}: ${image}`}
      open={anyError(form, ['bootSource'])}
    >
      <Choice form={form} path="bootSource.kind" label="Boot source" options={BOOT_SOURCES} />
      {kind !== 'uefi-http' && kind !== 'disk' && <ImageField form={form} />}
      {kind === 'medium' && (
        <div className="grid gap-3 sm:grid-cols-2">
          <Choice
            form={form}
            path="bootSource.attachment"
            label="Attached as"
            options={ATTACHMENTS}
            fallback="cdrom"
          />
          <Choice form={form} path="bootSource.first" label="Tried first" options={FIRST} fallback="disk" />
        </div>
      )}
      {kind === 'cloud-image' && <SeedFields form={form} />}
    </Fold>
  );
}

function ImageField({ form }: { readonly form: DraftFields }) {
  const { data: images = [] } = useImages();
  const chosen = form.text('bootSource.image');
  const names = new Set([...images.map(({ name }) => name), chosen].filter((name) => name !== ''));
  const none =
    form.text('bootSource.kind') === 'ipxe-disk' ? 'The orchestrator’s' : 'Each create chooses one';
  return (
    <Choice
      form={form}
      path="bootSource.image"
      label="Image"
      options={{ '': none, ...Object.fromEntries([...names].map((name) => [name, name])) }}
    />
  );
}

/** What cloud-init reads at the first boot. */
function SeedFields({ form }: { readonly form: DraftFields }) {
  return (
    <>
      <div className="grid gap-3 sm:grid-cols-2">
        <DraftText form={form} path="bootSource.seed.user" label="User" mono placeholder="ven" />
        <DraftText form={form} path="bootSource.seed.packages" label="Packages" mono placeholder="curl, jq" />
      </div>
      <div className="grid gap-3 sm:grid-cols-2">
        <DraftText form={form} path="bootSource.seed.proxy" label="Proxy" mono placeholder="none" />
        <DraftText form={form} path="bootSource.seed.proxyExcept" label="Not through the proxy" mono />
      </div>
      <Lines form={form} path="bootSource.seed.sshKeys" label="SSH keys, one per line" />
      <Lines form={form} path="bootSource.seed.script" label="First-boot script" />
    </>
  );
}

interface LinesProps {
  readonly form: DraftFields;
  readonly path: string;
  readonly label: string;
}

const Lines = ({ form, path, label }: LinesProps) => (
  <TextArea
    label={label}
    value={form.text(path)}
    onChange={(text) => form.set({ [path]: text })}
    onBlur={() => form.left(path)}
    error={form.error(path)}
  />
);
