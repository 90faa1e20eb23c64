import { type ReactNode } from 'react';

/** Something wide that is pushed sideways on a narrow screen, by keys too. */
export const ScrollX = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <div role="region" aria-label={label} tabIndex={0} className="overflow-x-auto outline-offset-[-2px]">
    {children}
  </div>
);
