import type { Form } from './use-form.ts';

/** How many fields of a group are filled in. */
export const setIn = ({ draft }: Form, paths: readonly string[]): number =>
  paths.filter((path) => (draft.texts[path] ?? '').trim() !== '').length;

/** Whether a field of a group is shown with an error. */
export const errorsIn = ({ error }: Form, paths: readonly string[]): boolean =>
  paths.some((path) => error(path) !== undefined);
