import { templateList, templateVersions } from '../../lib/contract/lists.ts';
import { preview } from '../../lib/contract/node.ts';
import {
  type TemplateEditInput,
  type TemplateImport,
  type TemplateInput,
  template,
} from '../../lib/contract/template.ts';
import { type Abortable, type Http, query, segment } from './http.ts';

export function templateRequests(http: Http) {
  const at = (name: string): string => `/templates/${segment(name)}`;
  const ofVersion = (version?: number): string => query({ version: version?.toString() });
  return {
    list: async () => (await http.json(templateList, 'GET', '/templates')).templates,
    /** Without a version the latest one. */
    get: (name: string, version?: number) => http.json(template, 'GET', `${at(name)}${ofVersion(version)}`),
    /** The latest first. */
    versions: async (name: string) =>
      (await http.json(templateVersions, 'GET', `${at(name)}/versions`)).versions,
    add: (body: TemplateInput) => http.json(template, 'POST', '/templates', { body }),
    /** A conflict when `basedOn` is not the latest version. */
    edit: (body: TemplateEditInput) => http.json(template, 'PUT', at(body.name), { body }),
    /** What it would make. */
    preview: (body: TemplateInput, options?: Abortable) =>
      http.json(preview, 'POST', '/templates/preview', { body, ...options }),
    import: (body: TemplateImport) => http.json(template, 'POST', '/templates/import', { body }),
    /** As YAML. */
    export: (name: string, version?: number) =>
      http.text('GET', `${at(name)}/yaml${ofVersion(version)}`, { accept: 'application/yaml' }),
    remove: (name: string) => http.text('DELETE', at(name)),
  };
}
