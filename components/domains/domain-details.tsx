import type { HostDomainDetail } from '../../lib/contract/host-domain.ts';
import { memory } from '../../lib/domain/format.ts';
import { Copyable } from '../ui/copy.tsx';
import { Card, Facts } from '../ui/page.tsx';

/** What its definition says. */
export function DomainDetails({ domain }: { readonly domain: HostDomainDetail }) {
  const { title, description, vcpus, memoryMiB, machine, firmware, displays, ports } = domain;
  return (
    <div className="grid min-h-0 flex-1 content-start gap-4 overflow-y-auto p-4 lg:grid-cols-2">
      <Card title="Definition">
        <Facts
          facts={[
            ...(title === null ? [] : [['Title', title] as const]),
            ...(description === null
              ? []
              : [['Description', <Text key="description">{description}</Text>] as const]),
            ['UUID', <Copyable key="uuid" text={domain.uuid} what="UUID" />],
            ['Machine', machine ?? 'unknown'],
            ['Firmware', firmware ?? 'machine default, such as BIOS'],
            ['vCPUs', vcpus ?? 'unknown'],
            ['Memory', memoryMiB === null ? 'unknown' : memory(memoryMiB)],
            ['Serial ports', ports.map(({ label }) => label).join(', ') || 'none'],
            ['Displays', displays.join(', ') || 'none'],
            ['Starts with the host', domain.autostart ? 'yes' : 'no'],
            [
              'Definition is kept',
              domain.persistent ? 'yes' : 'no: it is transient, and gone when it is off',
            ],
            ['Changes', domain.pending ? 'its present definition was changed while it ran' : 'none pending'],
          ]}
        />
      </Card>
      <div className="flex min-w-0 flex-col gap-4">
        <Card title="Disks">
          <Lines
            none="None."
            lines={domain.disks.map(({ target, device, bus, source }) => ({
              key: target,
              text: `${device}${bus === null ? '' : ` on ${bus}`} · ${source ?? 'empty'}`,
            }))}
          />
        </Card>
        <Card title="Network interfaces">
          <Lines
            none="None."
            lines={domain.interfaces.map(({ mac, type, source, model }) => ({
              key: mac ?? type,
              text: [
                `${type}${source === null ? '' : ` ${source}`}`,
                ...(model === null ? [] : [model]),
              ].join(' · '),
            }))}
          />
        </Card>
      </div>
    </div>
  );
}

const Text = ({ children }: { readonly children: string }) => (
  <span className="line-clamp-6 break-words whitespace-pre-wrap">{children}</span>
);

interface LinesProps {
  readonly none: string;
  readonly lines: readonly { readonly key: string; readonly text: string }[];
}

const Lines = ({ none, lines }: LinesProps) =>
  lines.length === 0 ? (
    <p className="text-ink-3">{none}</p>
  ) : (
    <ul>
      {lines.map(({ key, text }, index) => (
        <li key={`${key} ${index}`} className="border-b border-line py-1 last:border-b-0">
          <span className="font-mono text-xs">{key}</span>
          <p className="break-words text-ink-2">{text}</p>
        </li>
      ))}
    </ul>
  );
