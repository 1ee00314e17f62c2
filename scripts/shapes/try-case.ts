import { adaptOwners } from './adapt-owner.ts';
import { type OwnerCase, readOwner } from './owners.ts';
import { type ShapeRow, toFailedRow, toRefusedRow, toRow } from './rows.ts';
import { type TrialTools, tryOwner } from './try-owner.ts';

/** Adapts an owner and tries what comes of it. Whatever goes wrong is a hole in its row. */
export async function tryCase(owner: OwnerCase, tools: TrialTools): Promise<ShapeRow> {
  try {
    const owners = owner.files.map((name) => ({ name, text: readOwner(name) }));
    const adapted = await adaptOwners(owners, owner.args);
    if (adapted.kind === 'refused') {
      const report = adapted.report.join('\n    ');
      return owner.isRefused ? toRefusedRow(owner.name, report) : toFailedRow(owner.name, report);
    }
    if (owner.isRefused) return toFailedRow(owner.name, 'It is adapted, and should have been refused.');
    const { service, hasTwoLevels } = owner;
    const result = await tryOwner({ owners, adapted, service, hasTwoLevels }, tools);
    return toRow(owner.name, adapted, result);
  } catch (error) {
    return toFailedRow(owner.name, error instanceof Error ? error.message : String(error));
  }
}
