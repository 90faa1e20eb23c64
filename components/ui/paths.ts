// Addresses of pages.

export const ADD_HOST_PATH = '/hosts/new';
export const hostPath = (name: string): string => `/hosts/${encodeURIComponent(name)}`;
export const editHostPath = (name: string): string => `${hostPath(name)}/edit`;

export const templatePath = (name: string): string => `/templates/${encodeURIComponent(name)}`;
export const editTemplatePath = (name: string): string => `${templatePath(name)}/edit`;
/** A new template that begins as a version of another. */
export const cloneTemplatePath = (name: string, version: number): string =>
  `/templates/new?from=${encodeURIComponent(name)}&version=${version}`;
/** Of the REST interface: the file. */
export const exportTemplatePath = (name: string, version: number): string =>
  `/api/v1/templates/${encodeURIComponent(name)}/yaml?version=${version}`;

export const RULES_PATH = '/rules';

export const rulePath = (file: string, id: string): string =>
  `${RULES_PATH}/${encodeURIComponent(file)}/${encodeURIComponent(id)}`;
export const editRulePath = (file: string, id: string): string => `${rulePath(file, id)}/edit`;
/** A new rule that begins as a copy of another. */
export const copyRulePath = (file: string, id: string): string =>
  `${RULES_PATH}/new?from=${encodeURIComponent(`${file}/${id}`)}`;
/** The text of an own file. */
export const editFilePath = (file: string): string => `${RULES_PATH}/edit?file=${encodeURIComponent(file)}`;
