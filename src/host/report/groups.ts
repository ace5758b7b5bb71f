/**
 * The groups of the report: those of SGP.23 that test an eUICC, under their numbers there, and
 * three of our own for what SGP.23 tests at servers and devices. [SGP23 §4.2] [SGP23 §5.2]
 */
export const REPORT_GROUPS = {
  '4.2.1': 'Selection of the ISD-R',
  '4.2.2': 'ES6.UpdateMetadata',
  '4.2.3': 'ES8+.InitialiseSecureChannel',
  '4.2.4': 'ES8+.ConfigureISDP',
  '4.2.5': 'ES8+.StoreMetadata',
  '4.2.6': 'ES8+.ReplaceSessionKeys',
  '4.2.7': 'ES8+.LoadProfileElements',
  '4.2.8': 'ES10a.GetEuiccConfiguredAddresses',
  '4.2.9': 'ES10a.SetDefaultDpAddress',
  '4.2.10': 'ES10b.PrepareDownload',
  '4.2.11': 'ES10b.LoadBoundProfilePackage',
  '4.2.12': 'ES10b.GetEUICCChallenge',
  '4.2.13': 'ES10b.GetEUICCInfo',
  '4.2.14': 'ES10b.ListNotification',
  '4.2.15': 'ES10b.RetrieveNotificationsList',
  '4.2.16': 'ES10b.RemoveNotificationFromList',
  '4.2.17': 'ES10b.LoadCRL',
  '4.2.18': 'ES10b.AuthenticateServer',
  '4.2.19': 'ES10b.CancelSession',
  '4.2.20': 'ES10c.GetProfilesInfo',
  '4.2.21': 'ES10c.EnableProfile',
  '4.2.22': 'ES10c.DisableProfile',
  '4.2.23': 'ES10c.DeleteProfile',
  '4.2.24': 'ES10c.eUICCMemoryReset',
  '4.2.25': 'ES10c.GetEID',
  '4.2.26': 'ES10c.SetNickname',
  '4.2.27': 'ES10b.GetRAT',
  '5.2.1': 'Retry of a download',
  '5.2.2': 'Policy rules that are forbidden',
  transport: 'Transport of ES10',
  'ES9+': 'Procedures with an SM-DP+',
  ES11: 'Procedures with an SM-DS',
} as const;
export type GroupId = keyof typeof REPORT_GROUPS;
