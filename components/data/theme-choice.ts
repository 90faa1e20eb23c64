/** The theme settings shared by server and browser. */
export type Theme = 'light' | 'dark' | 'system';

export const THEME_COOKIE = 'ven_theme';

export const asTheme = (value: string | undefined): Theme =>
  value === 'light' || value === 'dark' ? value : 'system';
