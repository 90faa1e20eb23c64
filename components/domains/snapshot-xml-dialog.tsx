'use client';
import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { useSnapshotXml } from '../data/snapshots.ts';
import { XmlDialog } from '../ui/xml-dialog.tsx';

interface SnapshotXmlDialogProps {
  readonly domain: HostDomainDetail;
  readonly name: string;
  readonly onClose: () => void;
}

export function SnapshotXmlDialog({ domain, name, onClose }: SnapshotXmlDialogProps) {
  const { data, error } = useSnapshotXml(domain.host, domain.uuid, name);
  return <XmlDialog title={`XML of the snapshot ${name}`} xml={data} error={error} onClose={onClose} />;
}
