'use client';

import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import { setTheme, useShownTheme } from '../data/theme.ts';
import { IconButton } from '../ui/button.tsx';

export function ThemeSwitch() {
  const dark = useShownTheme() === 'dark';
  return (
    <IconButton
      label={dark ? 'Use the light theme' : 'Use the dark theme'}
      onPress={() => setTheme(dark ? 'light' : 'dark')}
    >
      {dark ? <Sun size={16} /> : <Moon size={16} />}
    </IconButton>
  );
}
