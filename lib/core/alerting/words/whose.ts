import { listed } from '../../findings/words';
import type { Impact } from '../../model';

/** `12,345`. */
export const number = (value: number): string => value.toLocaleString('en-GB');

/** So many domains, in words; a single one by its name. The sample begins with those that are hit hardest. */
export function domains(howMany: number, { domains: all, sample, examined = all }: Impact): string {
  const [hardest] = sample;
  if (howMany === 1 && examined === all && hardest !== undefined) return hardest;
  return `${examined < all ? 'at least ' : ''}${number(howMany)} ${howMany === 1 ? 'domain' : 'domains'}`;
}

/** `Domains` with their names, for a fact; none when the headline has the only name already. */
export function domainsFact({ domains: all, sample }: Impact): readonly (readonly [string, string])[] {
  if (all < 2) return [];
  const rest = all - sample.length;
  return [
    ['Domains', rest > 0 && sample.length > 0 ? `${sample.join(', ')} and ${number(rest)} more` : listed(sample, 20)],
  ];
}
