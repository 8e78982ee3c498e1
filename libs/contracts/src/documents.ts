import { z } from 'zod';
import { anyPrincipal, binary, roles, route } from './route.ts';
import { documentId, schoolParams, sha256Hex, words } from './shapes.ts';

/** What may be handed in: scans and printed papers. */
export const DOCUMENT_MEDIA_TYPES = ['application/pdf', 'image/png', 'image/jpeg'] as const;
/** A paper is at most so large. Bytes. */
export const MAX_DOCUMENT_BYTES = 5 * 1024 * 1024;

/** A paper as others see it, without its contents. */
export const documentRef = z.object({ id: documentId, name: z.string(), mediaType: z.enum(DOCUMENT_MEDIA_TYPES), bytes: z.number().int(), sha256: sha256Hex });

/** A paper as it is handed in. */
export const documentUpload = z.object({
  name: words(1, 200),
  mediaType: z.enum(DOCUMENT_MEDIA_TYPES),
  contentBase64: z.base64().min(1).max(Math.ceil(MAX_DOCUMENT_BYTES / 3) * 4, 'at most 5 MB'),
});

export const documentRoutes = {
  storeDocument: route({
    id: 'documents.storeDocument',
    method: 'POST',
    path: '/v1/schools/:schoolId/documents',
    scope: 'school',
    summary: 'Hand in a paper; it is sealed before it is stored',
    permission: anyPrincipal,
    params: schoolParams,
    body: documentUpload,
    result: documentRef,
    status: 201,
    refusals: ['documents.not_what_it_says'],
  }),
  openDocument: route({
    id: 'documents.openDocument',
    method: 'GET',
    path: '/v1/schools/:schoolId/documents/:documentId',
    scope: 'school',
    summary: 'Open a paper: whoever handed it in, and the heads of the school; each opening is a fact',
    permission: anyPrincipal,
    params: schoolParams.extend({ documentId }),
    result: binary('application/octet-stream'),
  }),
  openSharedDocument: route({
    id: 'documents.openSharedDocument',
    method: 'GET',
    path: '/v1/district/documents/:documentId',
    scope: 'district',
    summary: 'Open a paper that a school handed to the bureau; each opening is a fact',
    permission: roles('district_officer', 'district_admin'),
    params: z.object({ documentId }),
    result: binary('application/octet-stream'),
  }),
};
