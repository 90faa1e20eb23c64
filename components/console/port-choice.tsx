import { Segmented } from '../ui/segmented.tsx';

interface PortChoiceProps {
  readonly port: number;
  readonly onPort: (port: number) => void;
  /** Both at once, where that is on offer. */
  readonly both?: { readonly chosen: boolean; readonly choose: () => void };
}

const PORTS = [
  { id: 'ttyS0', label: 'ttyS0' },
  { id: 'ttyS1', label: 'ttyS1' },
] as const;

const BOTH = { id: 'both', label: 'Both' } as const;

export const PortChoice = ({ port, onPort, both }: PortChoiceProps) => (
  <Segmented
    label="Serial port"
    className="text-[11px]"
    options={both ? [...PORTS, BOTH] : PORTS}
    chosen={both?.chosen === true ? 'both' : port === 1 ? 'ttyS1' : 'ttyS0'}
    onChoose={(id) => (id === 'both' ? both?.choose() : onPort(id === 'ttyS1' ? 1 : 0))}
  />
);
