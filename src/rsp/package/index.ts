/** Profile packages: what they create, and how it is installed. [SAIP] */
export { ElementProblem, type ElementResult } from './element-problem.ts';
export type { ProfileSupport } from './elements/profile-header.ts';
export { Expansion } from './expansion.ts';
export * from './plan.ts';
export { TEMPLATE_OIDS, templateOf, newestTemplate } from './templates/index.ts';
