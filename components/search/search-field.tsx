'use client';
import Search from 'lucide-react/icons/search';
import { Input } from 'react-aria-components/Input';
import { SearchField as AriaSearchField } from 'react-aria-components/SearchField';

interface SearchFieldProps {
  readonly text: string;
  readonly onType: (text: string) => void;
  readonly onSubmit: (text: string) => void;
  /** From the field to the first hit. */
  readonly onDown: () => void;
}

export const SearchField = ({ text, onType, onSubmit, onDown }: SearchFieldProps) => (
  <AriaSearchField
    aria-label="Search serial output"
    autoFocus
    value={text}
    onChange={onType}
    onSubmit={onSubmit}
    className="flex h-9 min-w-0 flex-1 basis-64 items-center gap-2.5 rounded-md border border-edge bg-panel px-2.5 focus-within:border-accent"
  >
    <Search aria-hidden size={16} className="shrink-0 text-ink-3" />
    <Input
      placeholder="PXE-E18 since:7d"
      spellCheck={false}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowDown') return;
        event.preventDefault();
        onDown();
      }}
      className="w-full min-w-0 bg-transparent font-mono text-sm outline-none placeholder:text-ink-3"
    />
  </AriaSearchField>
);
