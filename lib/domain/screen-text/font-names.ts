/** Whose font it is: that of VGA, of EDK II's firmware, or what Debian and Ubuntu set up for their consoles. */
export const SCREEN_FONTS = ['vga', 'efi', 'fixed'] as const;
export type ScreenFont = (typeof SCREEN_FONTS)[number];
