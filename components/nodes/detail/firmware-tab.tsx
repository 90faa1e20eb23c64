'use client';
import RotateCcw from 'lucide-react/icons/rotate-ccw';
import type { BootOption, EfiVariables, KeyDatabase } from '../../../lib/contract/efi-variables.ts';
import type { Node } from '../../../lib/contract/node.ts';
import { SECURE_BOOT_WORDS, vendorName } from '../../../lib/domain/efi-facts.ts';
import { useEfiVariables } from '../../data/hooks.ts';
import { Button } from '../../ui/button.tsx';
import { Copyable } from '../../ui/copy.tsx';
import { Card, Facts, ScrollX } from '../../ui/page.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

/** What the node's firmware remembers. */
export function FirmwareTab({ node }: { readonly node: Node }) {
  const { data, error, isFetching, refetch } = useEfiVariables(node.id, node.state);
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto p-4">
      {error && node.bootNumber === null ? (
        <Empty title="No EFI variables yet">libvirt creates the NVRAM of a node at its first start.</Empty>
      ) : error ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : data === undefined ? (
        <Skeleton className="h-72 w-full shrink-0" />
      ) : (
        <>
          <State efi={data} isReading={isFetching} onRead={() => void refetch()} />
          <BootOptions efi={data} />
          <Keys keys={data.keys} />
          <Variables efi={data} />
        </>
      )}
    </div>
  );
}

interface StateProps {
  readonly efi: EfiVariables;
  readonly isReading: boolean;
  readonly onRead: () => void;
}

function State({ efi, isReading, onRead }: StateProps) {
  return (
    <Card title="Firmware">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <Facts
          facts={[
            ['Secure Boot', SECURE_BOOT_WORDS[efi.secureBoot]],
            ['Next start', efi.bootNext === null ? 'in boot order' : `${efi.bootNext}, once`],
            ['Timeout', efi.timeout === null ? 'not set' : `${efi.timeout} s`],
            ['Space', `${efi.used} of ${efi.capacity} bytes used`],
            ['NVRAM file', <Copyable key="path" text={efi.path} what="path" />],
          ]}
        />
        <Button isDisabled={isReading} onPress={onRead}>
          <RotateCcw size={14} /> Read again
        </Button>
      </div>
    </Card>
  );
}

const HEAD = 'py-1 pr-4 text-left text-xs font-medium text-ink-3';
const CELL = 'py-1 pr-4 align-top';

function BootOptions({ efi }: { readonly efi: EfiVariables }) {
  return (
    <Card title="Boot options">
      <ScrollX label="Boot options">
        <table className="w-full">
          <thead>
            <tr>
              <th className={HEAD}>Order</th>
              <th className={HEAD}>Name</th>
              <th className={HEAD}>Description</th>
              <th className={HEAD}>Device path</th>
            </tr>
          </thead>
          <tbody>
            {efi.bootOptions.map((option) => (
              <Option key={option.name} option={option} isNext={option.name === efi.bootNext} />
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Card>
  );
}

function Option({ option, isNext }: { readonly option: BootOption; readonly isNext: boolean }) {
  const { name, description, active, position, devicePath } = option;
  return (
    <tr className="border-t border-line">
      <td className={`${CELL} tabular-nums`}>{position ?? '–'}</td>
      <td className={`${CELL} font-mono text-xs leading-5 whitespace-nowrap`}>{name}</td>
      <td className={`${CELL} min-w-44`}>
        {description}
        {!active && <span className="text-ink-3"> · inactive</span>}
        {isNext && <span className="text-accent"> · at the next start</span>}
      </td>
      <td className={`${CELL} max-w-xl min-w-64`}>
        <Copyable text={devicePath} what={`device path of ${name}`} />
      </td>
    </tr>
  );
}

function Keys({ keys }: { readonly keys: readonly KeyDatabase[] }) {
  return (
    <Card title="Secure Boot keys">
      {keys.length === 0 ? (
        <p className="text-ink-3">No keys are enrolled.</p>
      ) : (
        <Facts facts={keys.map((database) => [database.name, <Database key="d" database={database} />])} />
      )}
    </Card>
  );
}

function Database({ database: { certificates, others, problem } }: { readonly database: KeyDatabase }) {
  return (
    <ul className="flex flex-col gap-1">
      {certificates.map(({ subject, validTo, sha256 }) => (
        <li key={sha256} className="min-w-0">
          <span className="break-words">{subject}</span>
          {validTo !== null && <span className="text-ink-3"> · valid to {validTo.slice(0, 10)}</span>}
          <div className="flex min-w-0">
            <Copyable text={sha256} what="SHA-256" />
          </div>
        </li>
      ))}
      {others > 0 && <li>{others === 1 ? '1 hash' : `${others} hashes`} of programs</li>}
      {problem !== null && <li className="text-bad">{problem}</li>}
    </ul>
  );
}

function Variables({ efi }: { readonly efi: EfiVariables }) {
  return (
    <Card title={`Variables (${efi.variables.length})`}>
      <ScrollX label="Variables">
        <table className="w-full">
          <thead>
            <tr>
              <th className={HEAD}>Name</th>
              <th className={`${HEAD} text-right`}>Bytes</th>
              <th className={HEAD}>Vendor</th>
              <th className={HEAD}>Attributes</th>
            </tr>
          </thead>
          <tbody>
            {efi.variables.map(({ name, guid, size, attributes }) => (
              <tr key={`${guid} ${name}`} className="border-t border-line">
                <td className={`${CELL} font-mono text-xs leading-5 whitespace-nowrap`}>{name}</td>
                <td className={`${CELL} text-right tabular-nums`}>{size}</td>
                <td className={`${CELL} whitespace-nowrap`} title={guid}>
                  {vendorName(guid)}
                </td>
                <td className={`${CELL} whitespace-nowrap text-ink-3`}>{attributes.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollX>
    </Card>
  );
}
