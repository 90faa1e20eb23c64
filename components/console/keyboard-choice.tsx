'use client';
import { isLayoutId, keyboardLayout, LAYOUT_IDS, type LayoutId } from '../../lib/domain/keyboard/layout.ts';
import { usePreference } from '../data/preference.ts';
import { SelectField } from '../ui/field.tsx';

/** The layout that the guest has, as far as this browser was told. */
export function useKeyboardLayout(): readonly [LayoutId, (id: LayoutId) => void] {
  const [chosen, choose] = usePreference('keyboard-layout', 'us');
  return [isLayoutId(chosen) ? chosen : 'us', choose];
}

const OPTIONS = LAYOUT_IDS.map((value) => ({ value, label: keyboardLayout(value).title }));

export function KeyboardLayoutField() {
  const [layout, choose] = useKeyboardLayout();
  return (
    <SelectField
      label="Keyboard layout of the guest"
      options={OPTIONS}
      value={layout}
      onChange={(id) => {
        if (isLayoutId(id)) choose(id);
      }}
    />
  );
}
