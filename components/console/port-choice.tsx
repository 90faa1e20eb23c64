import { type ReactNode } from 'react';

interface ChoiceProps {
  readonly pressed: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

const Choice = ({ pressed, onPress, children }: ChoiceProps) => (
  <button
    type="button"
    aria-pressed={pressed}
    onClick={onPress}
    className={`h-5 rounded-sm px-2 font-mono text-[11px] ${pressed ? 'bg-hover text-ink ring-1 ring-line-strong' : 'text-ink-2 hover:text-ink'}`}
  >
    {children}
  </button>
);

interface PortChoiceProps {
  readonly port: number;
  readonly onPort: (port: number) => void;
  /** Both at once, where that is on offer. */
  readonly both?: { readonly chosen: boolean; readonly choose: () => void };
}

export function PortChoice({ port, onPort, both }: PortChoiceProps) {
  return (
    <div role="group" aria-label="Serial port" className="flex shrink-0 gap-0.5 rounded-md bg-sunken p-0.5">
      {[0, 1].map((one) => (
        <Choice key={one} pressed={both?.chosen !== true && one === port} onPress={() => onPort(one)}>
          ttyS{one}
        </Choice>
      ))}
      {both && (
        <Choice pressed={both.chosen} onPress={both.choose}>
          both
        </Choice>
      )}
    </div>
  );
}
