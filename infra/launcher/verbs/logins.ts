import { TOTP } from 'otpauth';
import { demoPeople, demoPlaces, personSecretsOf } from '../../keycloak/people.ts';
import { publicUrl } from '../addresses.ts';
import { openExisting, type Installation } from '../installation.ts';
import { table } from '../text-table.ts';
import type { Verb } from '../verbs.ts';

/** Prints who may sign in as what. */
export const logins: Verb = {
  usage: '',
  summary: 'show who may sign in as what, with passwords',
  async run() {
    const installation = await openExisting();
    if (!installation) return 1;
    process.stdout.write(`\n  ${publicUrl(installation)}\n\n${loginTable(installation)}\n\n  The code of the second factor: ./guardroom otp <name>\n\n`);
    return 0;
  },
};

/** The demo people as a table: place, name, post, user name, password, whether a code is asked for. */
export function loginTable({ secrets }: Installation): string {
  const rows = demoPeople.map((person) => {
    const { password, totp } = personSecretsOf(secrets, person.username);
    const place = (person.agency ? demoPlaces.agencies[person.agency - 1]?.name : person.school === null ? demoPlaces.district : demoPlaces.schools[person.school - 1]) ?? '';
    return [place, person.name, person.post, person.username, password, totp === undefined ? '' : 'otp'];
  });
  return table([['where', 'name', 'post', 'user name', 'password', 'code'], ...rows]);
}

/** Prints the present one-time code of a demo person. */
export const otp: Verb = {
  usage: 'NAME',
  summary: 'show the present second-factor code of a demo person',
  words: 1,
  async run({ words: [username] }) {
    const installation = await openExisting();
    if (!installation) return 1;
    if (username === undefined) throw new Error('whose code? ./guardroom otp chen.ming');
    const { totp } = personSecretsOf(installation.secrets, username);
    if (totp === undefined) {
      process.stderr.write(`${username} signs in without a second factor.\n`);
      return 1;
    }
    const code = new TOTP({ secret: totp });
    process.stdout.write(`${code.generate()}\n`);
    process.stderr.write(`good for ${Math.ceil(code.remaining() / 1000)} s; works once\n`);
    return 0;
  },
};
