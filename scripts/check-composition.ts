import { composeAll } from '../src/adapt/compose.ts';
import { readTypeDefs } from '../src/type-defs.ts';
import { OWNER_SHAPES } from '../test/contracts/owner-shapes.ts';

/** Composes the contributed graph with every shape of owner, by all composers that gateways use. */

const contributed = { name: 'dbt', typeDefs: readTypeDefs() };

for (const shape of OWNER_SHAPES) {
  for (const { composer, errors } of await composeAll([
    { name: 'catalog', typeDefs: shape.typeDefs },
    contributed,
  ])) {
    if (errors === null) {
      console.error(`${composer} is not installed: npm ci`);
      process.exitCode = 1;
      continue;
    }
    console.log(
      `${errors.length === 0 ? 'composes' : 'DOES NOT COMPOSE'}: an owner with ${shape.name}, by ${composer}`,
    );
    for (const message of errors) console.error(`  ${message}`);
    if (errors.length > 0) process.exitCode = 1;
  }
}
