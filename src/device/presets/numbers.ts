/** Numbers of test identities: keys that all hosts try, and numbers with check digits. */

/** The key of test key sets. */
export const TEST_KEY = '404142434445464748494A4B4C4D4E4F';
/** The same of 32 bytes. */
export const TEST_KEY_256 = `${TEST_KEY}505152535455565758595A5B5C5D5E5F`;

/** An EID: 30 digits, then two that make the whole leave 1 when divided by 97. [SGP29 §4] */
export function eid(digits: string): string {
  const rest = BigInt(`${digits}00`) % 97n;
  return digits + String(98n - rest).padStart(2, '0');
}

/** An ICCID: 18 digits and the check digit of Luhn. [TS102221 §13.2] */
export function iccid(digits: string): string {
  let sum = 0;
  for (let at = digits.length - 1, twice = true; at >= 0; at--, twice = !twice) {
    const value = Number(digits[at]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return digits + String((10 - (sum % 10)) % 10);
}
