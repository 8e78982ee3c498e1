/** Builds an evidence package; the subject is the package. */
export const BUILD_PACKAGE = 'evidence_package.build';
