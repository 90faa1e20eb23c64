import { usePresenter } from '../data/presenter.ts';
import { usePreference } from '../data/preference.ts';
import { useMedia } from '../ui/media.ts';

const SIZES = { S: 11, M: 13, L: 16 } as const;
type Step = keyof typeof SIZES;

/** So much larger while somebody presents. */
const PRESENTED = 6;

const NEXT: Readonly<Record<Step, Step>> = { S: 'M', M: 'L', L: 'S' };
const WORDS: Readonly<Record<Step, string>> = { S: 'small', M: 'medium', L: 'large' };

const isStep = (text: string): text is Step => Object.hasOwn(SIZES, text);

/** The terminal's font size, remembered; larger by default on a large screen. */
export function useFontSize() {
  const roomy = useMedia('(min-width: 1920px)');
  const [chosen, choose] = usePreference('font-size', '');
  const step = isStep(chosen) ? chosen : roomy ? 'L' : 'M';
  const { isOn } = usePresenter();
  const pixels = SIZES[step] + (isOn ? PRESENTED : 0);
  return { words: WORDS[step], pixels, next: () => choose(NEXT[step]) };
}
