import { useQuery } from '@tanstack/react-query';
import { exportPath, type ExportSubject } from 'ven-client';
import type { ExportFormat } from '../../lib/contract/node-export.ts';
import { client } from './client.ts';

/** Nodes, written for another tool; again each time that it is asked for, since they change. */
export const useExport = (format: ExportFormat, subject: ExportSubject) =>
  useQuery({
    queryKey: ['export', format, subject],
    queryFn: () => client.export(format, subject),
    gcTime: 0,
    retry: false,
  });

/** The address of the file. */
export const exportUrl = (format: ExportFormat, subject: ExportSubject): string =>
  `/api/v1${exportPath(format, subject)}`;
