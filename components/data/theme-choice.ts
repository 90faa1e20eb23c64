/** What the server and the browser both know of the theme. */
export type Theme = 'light' | 'dark' | 'system';

export const THEME_COOKIE = 'ven_theme';

export const asTheme = (value: string | undefined): Theme =>
  value === 'light' || value === 'dark' ? value : 'system';
