import { useEffect, useState } from 'react';

/** The page in full screen and only this in it: what opens above it, such as menus, can be seen. */
export function useFullScreen(): readonly [boolean, () => void] {
  const [full, setFull] = useState(false);
  useEffect(() => {
    const changed = (): void => setFull((before) => before && document.fullscreenElement !== null);
    document.addEventListener('fullscreenchange', changed);
    return () => document.removeEventListener('fullscreenchange', changed);
  }, []);
  const toggle = (): void => {
    if (full) void document.exitFullscreen();
    else
      void document.documentElement.requestFullscreen().then(
        () => setFull(true),
        // The browser does not allow it: the window has to do.
        () => setFull(false),
      );
  };
  return [full, toggle];
}
