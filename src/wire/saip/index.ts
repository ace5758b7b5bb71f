/** Profile packages in the interoperable format. [SAIP §8] */
export * from './access-rules.ts';
export * from './aka-parameter.ts';
export * from './application.ts';
export * from './directory-entry.ts';
export * from './euicc-response.ts';
export * from './file.ts';
export * from './file-elements.ts';
export * from './generic-file-management.ts';
export * from './pe-header.ts';
export * from './pin-codes.ts';
export * from './profile-element.ts';
export * from './profile-header.ts';
export * from './profile-package.ts';
export * from './security-domain.ts';
