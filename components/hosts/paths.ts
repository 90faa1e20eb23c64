export const ADD_PATH = '/hosts/new';
export const hostPath = (name: string): string => `/hosts/${encodeURIComponent(name)}`;
export const editPath = (name: string): string => `${hostPath(name)}/edit`;
