'use client';
import { useState } from 'react';
import { useChangeHostObject, useHostNetwork } from '../data/host-objects.ts';
import { useAllowed } from '../data/hooks.ts';
import { NOTHING_TO_SEND } from '../forms/read-draft.ts';
import { useDialogForm } from '../forms/use-dialog-form.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { TextArea } from '../ui/text-area.tsx';
import { XmlDialog } from '../ui/xml-dialog.tsx';

interface NetworkXmlDialogProps {
  readonly host: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** The definition of a network; one of somebody else can be changed. */
export function NetworkXmlDialog({ host, name, onClose }: NetworkXmlDialogProps) {
  const { data, error } = useHostNetwork(host, name);
  const [edited, setEdited] = useState<string | null>(null);
  const mayWrite = useAllowed('networks.write');
  if (edited !== null && data)
    return <Edit host={host} name={name} active={data.active} first={edited} onClose={onClose} />;
  const next = data?.nextXml ?? null;
  return (
    <XmlDialog
      title={`XML of the network ${name}`}
      xml={data?.xml}
      error={data ? null : error}
      action={
        mayWrite &&
        data !== undefined &&
        !data.own &&
        next !== null && <Button onPress={() => setEdited(next)}>Change …</Button>
      }
      onClose={onClose}
    />
  );
}

interface EditProps extends NetworkXmlDialogProps {
  readonly active: boolean;
  readonly first: string;
}

function Edit({ host, name, active, first, onClose }: EditProps) {
  const change = useChangeHostObject(host);
  const { field, dialog } = useDialogForm({
    begin: () => ({ xml: first }),
    read: ({ xml }) => (xml === first ? NOTHING_TO_SEND : { ok: true, request: xml }),
    mutation: change,
    send: (xml) => change.mutate({ kind: 'network-xml', name, xml }, { onSuccess: onClose }),
  });
  return (
    <FormDialog
      title={`Change the network ${name}`}
      verb="Save definition"
      sending="Saving …"
      {...dialog}
      wide
      onClose={onClose}
    >
      <TextArea
        label="Definition for its next start"
        rows={20}
        hint={
          active
            ? 'Its name and UUID stay. It is active: the change takes effect when it was stopped and started again.'
            : 'Its name and UUID stay. The change takes effect when it is started.'
        }
        {...field('xml')}
      />
    </FormDialog>
  );
}
