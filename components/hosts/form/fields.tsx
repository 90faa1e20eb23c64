'use client';
import { DraftText } from '../../forms/draft-text.tsx';
import { Button } from '../../ui/button.tsx';
import { Checkbox } from '../../ui/checkbox.tsx';
import type { HostForm } from './use-form.ts';

/** Where it is, and by which keys it is known. */
export function Connection({ form }: { readonly form: HostForm }) {
  const { host } = form;
  const fixed = host?.builtIn === true;
  return (
    <>
      {host === null && (
        <DraftText
          form={form}
          path="name"
          label="Name"
          autoFocus
          isRequired
          hint="Lower-case letters, digits and hyphens; cannot be changed later"
          mono
        />
      )}
      <DraftText
        form={form}
        path="uri"
        label="Connection URI"
        placeholder="qemu+ssh://root@machine/system"
        isRequired
        isDisabled={fixed}
        hint={
          fixed
            ? 'Of the console’s configuration (VEN_LIBVIRT_URI)'
            : 'qemu+ssh://USER@MACHINE/system uses the SSH configuration, keys and agent of the console’s user; qemu+tls://MACHINE/system its certificates for libvirt'
        }
        mono
      />
      <ConfirmedKeys form={form} />
    </>
  );
}

function ConfirmedKeys({ form: { draft, change } }: { readonly form: HostForm }) {
  const { hostKeys } = draft;
  if (hostKeys.length === 0) return null;
  return (
    <section aria-label="Confirmed SSH keys" className="flex flex-col gap-1">
      <h2 className="text-xs font-medium text-ink-2">Confirmed SSH keys</h2>
      <ul className="flex flex-col gap-1.5">
        {hostKeys.map((line) => (
          <li key={line} className="flex items-start gap-2">
            <code className="min-w-0 flex-1 font-mono text-[11px] break-all">{line}</code>
            <Button
              kind="quiet"
              className="-my-1 text-xs"
              onPress={() => change({ hostKeys: hostKeys.filter((one) => one !== line) })}
            >
              Forget
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What of it nodes may use. */
export function Limits({ form }: { readonly form: HostForm }) {
  const isElsewhere = /\/\/[^/]/.test(form.draft.texts.uri ?? '');
  return (
    <>
      <DraftText
        form={form}
        path="settings.labels"
        label="Labels"
        placeholder="rack=3, gpu"
        hint="Words that tell hosts apart, with commas between"
        mono
      />
      <div className="grid gap-3 sm:grid-cols-2">
        <DraftText
          form={form}
          path="settings.cpuOvercommit"
          label="vCPUs for each processor"
          numeric
          hint="Processors are shared by this factor"
        />
        <DraftText
          form={form}
          path="settings.bootingAtOnce"
          label="Nodes booting at once"
          placeholder="any number"
          numeric
          hint="Others wait for their turn"
        />
        <DraftText form={form} path="settings.reservedMemoryMiB" label="Memory kept free (MiB)" numeric />
        <DraftText
          form={form}
          path="settings.reservedDiskGiB"
          label="Storage kept free (GiB)"
          numeric
          hint="In each storage pool"
        />
      </div>
      {isElsewhere && (
        <DraftText
          form={form}
          mono
          path="settings.simulatorAddress"
          label="Address for the built-in simulator"
          placeholder="none"
          hint="Of the console’s machine, as the host reaches it: the simulator then listens there, too, and nodes on this host can use it"
        />
      )}
      <Checkbox
        isSelected={form.text('settings.maintenance') === 'on'}
        onChange={(on) => form.set({ 'settings.maintenance': on ? 'on' : 'off' })}
      >
        Maintenance: no new nodes; those that it has stay as they are
      </Checkbox>
    </>
  );
}
