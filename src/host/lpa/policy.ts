/** Whether the rules authorisation table of an eUICC allows policy rules. [SGP22 §2.9.2] */
import { equal, type Bytes } from '../../base/index.ts';
import type { AuthorisationRule, OperatorId } from '../../wire/es10/index.ts';

/** In a digit of MCC and MNC: any. */
const ANY_DIGIT = 0xe;

/** One that no rule allows the owner is forbidden; one without an owner, only to all operators. */
export function isForbidden(
  wished: readonly number[],
  owner: OperatorId | undefined,
  rules: readonly AuthorisationRule[],
): boolean {
  return wished.some(
    (bit) =>
      !rules.some(
        ({ policyRules, operators }) =>
          policyRules.includes(bit) && operators.some((one) => isAllowed(one, owner)),
      ),
  );
}

function isAllowed(allowed: OperatorId, owner: OperatorId | undefined): boolean {
  if (!fits(allowed.mccMnc, owner?.mccMnc)) return false;
  return sameGroup(allowed.gid1, owner?.gid1) && sameGroup(allowed.gid2, owner?.gid2);
}

function fits(allowed: Bytes, mccMnc: Bytes | undefined): boolean {
  return [...allowed].every((byte, at) =>
    [byte & 0x0f, byte >> 4].every((digit, half) => {
      if (digit === ANY_DIGIT) return true;
      const own = mccMnc?.[at];
      return own !== undefined && digit === (half === 0 ? own & 0x0f : own >> 4);
    }),
  );
}

/** Empty: any group, or none; absent: those without a group. [SGP22 §2.4a.1.2] */
function sameGroup(allowed: Bytes | undefined, own: Bytes | undefined): boolean {
  if (allowed === undefined || own === undefined) return !allowed?.length && !own;
  return allowed.length === 0 || equal(allowed, own);
}
