/** What a certificate of remote provisioning is for, by its policy. [SGP22 §4.5.2] */
const ROLE_ARC = '2.23.146.1.2.1';

export const CERTIFICATE_ROLE = {
  ci: `${ROLE_ARC}.0`,
  euicc: `${ROLE_ARC}.1`,
  eum: `${ROLE_ARC}.2`,
  'dp-tls': `${ROLE_ARC}.3`,
  'dp-auth': `${ROLE_ARC}.4`,
  'dp-pb': `${ROLE_ARC}.5`,
  'ds-tls': `${ROLE_ARC}.6`,
  'ds-auth': `${ROLE_ARC}.7`,
} as const;

export type CertificateRole = keyof typeof CERTIFICATE_ROLE;
