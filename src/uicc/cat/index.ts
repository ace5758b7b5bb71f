/** The card application toolkit inside a UICC. [TS102223] */
export {
  displayText,
  getInput,
  type MenuItem,
  pollingOff,
  pollInterval,
  provideLocalInformation,
  refresh,
  selectItem,
  sendShortMessage,
  setUpEventList,
  setUpMenu,
  startTimer,
  timer,
  type ToolkitCommand,
} from './toolkit-commands.ts';
export { toolkitParametersIn, type ToolkitParameters } from './toolkit-parameters.ts';
export { checkRegistration, type ToolkitPlace, toolkitPlaces } from './toolkit-registry.ts';
export type { ToolkitEvent } from './toolkit-event.ts';
export {
  Toolkit,
  type ToolkitApplication,
  type ToolkitParts,
  type ToolkitResult,
} from './toolkit.ts';
