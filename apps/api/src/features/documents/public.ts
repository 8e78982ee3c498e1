export { type DocumentRef, type NewDocument, type OpenedDocument, documentOf, keepDocument, openDocument, shareWithDistrict } from './sealed-document.ts';
