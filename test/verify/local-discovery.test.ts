import { describe, expect, it } from 'vitest';
import { manifest, model, writeArtifacts } from '../discovery/fixtures/artifacts.ts';
import { start } from '../discovery/fixtures/client.ts';
import { CANNOT_LIST, HOST, IDS, REJECTED, SERVICE_TOKEN, TOKEN, verify } from './verify.ts';

async function startLocal() {
  const folder = (project: string) =>
    writeArtifacts({ manifest: manifest({ nodes: [model('orders')], metadata: { project_name: project } }) });
  const shop = folder('shop');
  return start({
    tokens: [
      { token: TOKEN, permission: 'full' },
      { token: 'dbts_metadata_only', permission: 'metadata-only' },
      { token: 'dbts_nothing', permission: 'none' },
      { token: 'dbts_elsewhere', permission: 'full', accountId: 99 },
    ],
    environments: [
      { id: 912, artifactsPath: folder('finance') },
      { id: 834, artifactsPath: shop, projectId: 5 },
      { id: 835, artifactsPath: shop, projectId: 5, deploymentType: 'staging' },
    ],
  });
}

describe('over a local Discovery API', () => {
  it('production environments are listed, any others can be typed', async () => {
    const { adminUrl } = await startLocal();
    const listed = await verify({ apiHost: adminUrl });
    expect(listed).toMatchObject({
      ok: true,
      environments: [
        { id: '912', projectName: 'finance' },
        { id: '834', projectId: '5', projectName: 'shop' },
      ],
    });
    const typed = await verify({ apiHost: adminUrl, environmentIds: ['835'] });
    expect(typed).toMatchObject({
      ok: true,
      environments: [{ id: '835', projectId: '5', projectName: 'shop' }],
    });
  });

  it('a Metadata Only token is enough for typed environments, and is told so otherwise', async () => {
    const { adminUrl } = await startLocal();
    const serviceToken = 'dbts_metadata_only';
    expect(await verify({ apiHost: adminUrl, serviceToken })).toEqual({
      ok: false,
      errors: [{ code: 'PERMISSION_MISSING', field: IDS, message: CANNOT_LIST }],
    });
    expect(await verify({ apiHost: adminUrl, serviceToken, environmentIds: ['834'] })).toMatchObject({
      ok: true,
      environments: [{ id: '834', name: null, projectName: 'shop' }],
    });
  });

  it.each([
    ['a wrong token, listing', 'dbts_wrong', null, 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    ['a wrong token, asking', 'dbts_wrong', ['834'], 'TOKEN_REJECTED', SERVICE_TOKEN, REJECTED],
    ['a token without permissions, listing', 'dbts_nothing', null, 'PERMISSION_MISSING', IDS, CANNOT_LIST],
    [
      'a token without permissions, asking',
      'dbts_nothing',
      ['834'],
      'PERMISSION_MISSING',
      SERVICE_TOKEN,
      expect.stringContaining('may not read metadata'),
    ],
    [
      "another account's token",
      'dbts_elsewhere',
      ['834'],
      'ENVIRONMENT_NOT_FOUND',
      IDS,
      expect.stringContaining('834'),
    ],
  ])('%s', async (_, serviceToken, environmentIds, code, field, message) => {
    const { adminUrl } = await startLocal();
    expect(await verify({ apiHost: adminUrl, serviceToken, environmentIds })).toEqual({
      ok: false,
      errors: [{ code, field, message }],
    });
  });

  it('another port is another host', async () => {
    const { adminUrl } = await startLocal();
    const result = await verify({ apiHost: 'http://127.0.0.1:1' }, { allowed: [adminUrl] });
    expect(result).toMatchObject({ errors: [{ code: 'HOST_NOT_ALLOWED', field: HOST }] });
  });
});
