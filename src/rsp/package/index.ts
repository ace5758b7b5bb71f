/** Profile packages: what they create, and how it is installed. [SAIP] */
export { createApplications } from './applications-of-plan.ts';
export { ElementProblem, type ElementResult } from './element-problem.ts';
export type { ProfileSupport } from './elements/profile-header.ts';
export { explainPackage, type ExplainOptions } from './explain.ts';
export { Expansion } from './expansion.ts';
export { operatorCard } from './operator-card.ts';
export { ownerProblem } from './owner-problem.ts';
export { PackageReader } from './package-reader.ts';
export * from './plan.ts';
export { testKeyProblem } from './key-of-test-profile.ts';
export { TEMPLATE_OIDS, templateOf, newestTemplate } from './templates/index.ts';
export { uiccOfPlan } from './uicc-of-plan.ts';
export { keptElements, keptElementsIn } from './unused-elements.ts';
