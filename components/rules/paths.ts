export const RULES_PATH = '/rules';

export const rulePath = (file: string, id: string): string =>
  `${RULES_PATH}/${encodeURIComponent(file)}/${encodeURIComponent(id)}`;
export const editRulePath = (file: string, id: string): string => `${rulePath(file, id)}/edit`;
/** A new rule that begins as a copy of another. */
export const copyRulePath = (file: string, id: string): string =>
  `${RULES_PATH}/new?from=${encodeURIComponent(`${file}/${id}`)}`;
/** The text of an own file. */
export const editFilePath = (file: string): string => `${RULES_PATH}/edit?file=${encodeURIComponent(file)}`;
