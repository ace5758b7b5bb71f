export { type Decision, explain, ROUTING_RULES, type RoutingRule } from './decision.ts';
export { routeSelect } from './route.ts';
export type { ContainerTable, Origin, Policy, Selected, SelectRequest, Tables } from './tables.ts';
