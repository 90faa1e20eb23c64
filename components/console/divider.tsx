import { Separator } from 'react-resizable-panels';

interface DividerProps {
  readonly label: string;
  /** Of the panes that it stands between. */
  readonly orientation: 'horizontal' | 'vertical';
}

export const Divider = ({ label, orientation }: DividerProps) => (
  <Separator
    aria-label={label}
    className={`relative bg-line transition-colors duration-150 outline-none hover:bg-accent focus-visible:bg-accent data-[separator=active]:bg-accent ${orientation === 'horizontal' ? 'w-[5px]' : 'h-[5px]'}`}
  />
);
