'use client';
import ChevronDown from 'lucide-react/icons/chevron-down';
import { Button } from 'react-aria-components/Button';
import { Select, SelectValue } from 'react-aria-components/Select';
import { SelectList, type SelectOption } from './select-list.tsx';
import { classes } from './style.ts';

interface CompactSelectProps {
  /** For assistive technology; what is seen is the value. */
  readonly label: string;
  readonly value: string;
  readonly options: readonly SelectOption[];
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

/** In a bar, where a label above it has no room. */
export const CompactSelect = ({ label, value, options, onChange, className }: CompactSelectProps) => (
  <Select aria-label={label} value={value} onChange={(key) => onChange(String(key))}>
    <Button
      className={classes(
        'flex h-6 max-w-44 items-center gap-1 rounded-sm border border-edge bg-panel px-1.5 text-xs text-ink',
        className,
      )}
    >
      <SelectValue className="min-w-0 flex-1 truncate text-left" />
      <ChevronDown aria-hidden size={12} className="shrink-0 text-ink-3" />
    </Button>
    <SelectList options={options} />
  </Select>
);
