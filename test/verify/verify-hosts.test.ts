import { describe, expect, it } from 'vitest';
import { KNOWN, startDbt } from './dbt-server.ts';
import { CHECK_ADMIN, HOST, TOKEN, verify } from './verify.ts';

describe('hosts', () => {
  it('are refused before anything is sent, all fields at once', async () => {
    const dbt = await startDbt({ discovery: () => KNOWN });
    const result = await verify(
      { apiHost: dbt.origin, discoveryUrl: 'https://evil.example' },
      { allowed: [] },
    );
    expect(result).toMatchObject({
      errors: [
        { code: 'HOST_NOT_ALLOWED', field: HOST },
        { code: 'HOST_NOT_ALLOWED', field: ['input', 'discoveryUrl'] },
      ],
    });
    expect(dbt.calls).toEqual([]);
  });

  it.each([null, ['834']])(
    'that resolve to a private address are not allowed (environmentIds: %j)',
    async (environmentIds) => {
      const lookup = async () => [{ address: '10.0.0.7', family: 4 }];
      const result = await verify({ apiHost: 'ab123.us1.dbt.com', environmentIds }, { allowed: [], lookup });
      const name = environmentIds === null ? 'ab123.us1.dbt.com' : 'ab123.metadata.us1.dbt.com';
      expect(result).toEqual({
        ok: false,
        errors: [
          {
            code: 'HOST_NOT_ALLOWED',
            field: HOST,
            message: `${name} resolves to an address that is not public. A token is not sent there. Check the address, or have the operator add the host, with its port, to DBT_ALLOWED_HOSTS.`,
          },
        ],
      });
    },
  );

  it.each(['apiHost', 'discoveryUrl'])('that are a token are not looked up, as %s', async (field) => {
    const lookedUp: string[] = [];
    const lookup = async (name: string) => {
      lookedUp.push(name);
      return [{ address: '10.0.0.7', family: 4 }];
    };
    for (const host of [TOKEN.replaceAll('-', '_'), `${TOKEN}.us1.dbt.com`, `${TOKEN}.example.com`]) {
      const result = await verify(
        { apiHost: 'ab123.us1.dbt.com', environmentIds: ['834'], [field]: `https://${host}` },
        { allowed: [], lookup },
      );
      expect(result).toMatchObject({ errors: [{ code: 'INVALID_INPUT', field: ['input', field] }] });
      expect(JSON.stringify(result)).not.toContain('very-secret');
    }
    expect(lookedUp).toEqual([]);
  });

  it('whose name does not exist cannot be reached', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }));
    const result = await verify({ apiHost: 'zz999.us1.dbt.com' }, { allowed: [], lookup });
    expect(result).toMatchObject({
      errors: [
        {
          code: 'HOST_UNREACHABLE',
          field: HOST,
          message: `zz999.us1.dbt.com cannot be reached: its name does not resolve. ${CHECK_ADMIN}`,
        },
      ],
    });
  });
});
