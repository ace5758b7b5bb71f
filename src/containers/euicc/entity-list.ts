/** Which entities an eUICC has, and how the list changes with the enabled profile. [M-27] [M-29] */
import type { GlobalPlatformCard } from '../../gp/index.ts';
import { derived, type EntityList } from '../../os/abi/index.ts';
import type { EuiccSettings } from '../../rsp/index.ts';

const NO_ENTITIES: EntityList = [];

/**
 * ISD-R, ECASD and ISD-Ps, then the operator's domain, the applications and the UICC of the enabled
 * profile; the same list while none has changed. Under a lock of the device what belongs to the
 * enabled profile is left. [P-04]
 */
export function entityList(
  card: GlobalPlatformCard,
  enabled: {
    readonly profile: () => GlobalPlatformCard | undefined;
    readonly uiccs: { entities(): EntityList };
  },
  { emptySelect }: EuiccSettings,
): () => EntityList {
  const list = derived(
    () => card.entities(),
    (own) =>
      derived(
        () => enabled.profile()?.entities() ?? NO_ENTITIES,
        (inside) =>
          derived(
            () => enabled.uiccs.entities(),
            (files) => [
              ...joined(own, inside, emptySelect === 'mno-sd' && inside.length > 0),
              ...files,
            ],
          ),
      ),
  );
  // Called several times a command: between writes, one comparison each answers.
  const { nvm, deviceLock } = card.services;
  const settled = derived(
    () => nvm.version,
    () =>
      derived(
        () => deviceLock.holds(),
        () => list()()(),
      ),
  );
  return () => settled()();
}

/**
 * A SELECT with an empty AID means the operator's domain, or the ISD-R. Other entities stay the
 * same objects: after a change the operating system compares lists by them.
 */
function joined(own: EntityList, inside: EntityList, isInside: boolean): EntityList {
  return [
    ...own.map((one) => (one.issuer && isInside ? { ...one, issuer: false } : one)),
    ...inside.map((one) =>
      one.root || one.issuer ? { ...one, root: false, issuer: one.issuer && isInside } : one,
    ),
  ];
}
