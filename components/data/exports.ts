import { useQuery } from '@tanstack/react-query';
import { exportRequest, exportPath, type ExportSubject } from 'ven-client';
import type { ExportFormat } from '../../lib/contract/node-export.ts';
import { http } from './client.ts';

const exportAs = exportRequest(http);

/** Nodes, written for another tool; again each time that it is asked for, since they change. */
export const useExport = (format: ExportFormat, subject: ExportSubject) =>
  useQuery({
    queryKey: ['export', format, subject],
    queryFn: () => exportAs(format, subject),
    gcTime: 0,
    retry: false,
  });

/** The address of the file. */
export const exportUrl = (format: ExportFormat, subject: ExportSubject): string =>
  `/api/v1${exportPath(format, subject)}`;
