import { composeServices as composeWithApollo } from '@apollo/composition';
import { composeServices as composeWithGuild } from '@theguild/federation-composition';
import { type DocumentNode, parse } from 'graphql';
import { readTypeDefs } from '../src/schema.ts';
import { OWNER_SHAPES } from '../test/contracts/owner-shapes.ts';

/** Composes the contributed graph with every shape of owner, by two composers that gateways use. */

interface Service {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

const COMPOSERS: readonly {
  readonly name: string;
  compose(services: Service[]): { readonly errors?: readonly { readonly message: string }[] | undefined };
}[] = [
  { name: '@apollo/composition', compose: composeWithApollo },
  { name: '@theguild/federation-composition', compose: composeWithGuild },
];

const contributed: Service = { name: 'dbt', url: 'http://dbt', typeDefs: parse(readTypeDefs()) };

for (const shape of OWNER_SHAPES) {
  const owner: Service = { name: 'catalog', url: 'http://catalog', typeDefs: parse(shape.typeDefs) };
  for (const { name, compose } of COMPOSERS) {
    const { errors = [] } = compose([owner, contributed]);
    console.log(
      `${errors.length === 0 ? 'composes' : 'DOES NOT COMPOSE'}: an owner with ${shape.name}, by ${name}`,
    );
    for (const { message } of errors) console.error(`  ${message}`);
    if (errors.length > 0) process.exitCode = 1;
  }
}
