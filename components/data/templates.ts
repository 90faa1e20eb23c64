import { templateRequests } from 'ven-client';
import {
  keepPreviousData,
  skipToken,
  useMutation,
  useQuery,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { Preview } from '../../lib/contract/node.ts';
import type { Template, TemplateEdit, TemplateRequest } from '../../lib/contract/template.ts';
import { http } from './client.ts';
import { keys } from './keys.ts';
import { put } from './store.ts';

const templatesApi = templateRequests(http);

/** All versions, the latest first. */
export const useTemplateVersions = (name: string): UseQueryResult<readonly Template[]> =>
  useQuery({ queryKey: keys.template(name), queryFn: () => templatesApi.versions(name), retry: false });

/** A version of a template; null asks for none. */
export const useTemplateVersion = (
  asked: { readonly name: string; readonly version: number | undefined } | null,
): UseQueryResult<Template> =>
  useQuery({
    queryKey: ['template-version', asked],
    queryFn: asked === null ? skipToken : () => templatesApi.get(asked.name, asked.version),
    retry: false,
    gcTime: 0,
  });

/** What a template would make; null without a valid one. */
export const useTemplatePreview = (request: TemplateRequest | null): UseQueryResult<Preview> =>
  useQuery({
    queryKey: ['template-preview', request],
    gcTime: 0,
    retry: false,
    placeholderData: keepPreviousData,
    queryFn: request === null ? skipToken : ({ signal }) => templatesApi.preview(request, { signal }),
  });

const saved = (object: Template): void => put({ kind: 'template', object });

/** Adds a template, or saves the next version of the one that an edit is based on. */
export const useSaveTemplate = () =>
  useMutation({
    mutationFn: (body: TemplateRequest | TemplateEdit) =>
      'basedOn' in body ? templatesApi.edit(body) : templatesApi.add(body),
    onSuccess: saved,
  });

export const useImportTemplate = () => useMutation({ mutationFn: templatesApi.import, onSuccess: saved });

export const useRemoveTemplate = () =>
  useMutation({
    mutationFn: (name: string) => templatesApi.remove(name),
    onSuccess: (_, name) => put({ kind: 'template-removed', object: { name } }),
  });
