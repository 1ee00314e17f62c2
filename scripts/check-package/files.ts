/** What a package holds: built code, what it reads at run time, and what people read. */
const BELONGS = [
  /^package\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^bin\/dbt-metadata-subgraph\.js$/,
  /^dist\/(src|discovery|commands)\/.+\.js(\.map)?$/,
  /^dist\/src\/.+\.d\.ts$/,
  /^dist\/discovery\/schema\/discovery-api\.graphql$/,
  /^schema\/.+\.(graphql|schema\.json)$/,
  /^docs\/.+\.md$/,
  /^docs\/pictures\/table-light\.png$/,
  /^console\/dist\/(index\.html|(console|icon)-[\w-]+\.(js|css|svg))$/,
];

/** Throws where a file does not belong into the package, or a kind of file that does is missing. */
export function checkFiles(paths: readonly string[]): void {
  const strays = paths.filter((path) => !BELONGS.some((form) => form.test(path)));
  if (strays.length > 0) throw new Error(`These files do not belong into the package: ${strays.join(', ')}`);
  const missing = BELONGS.filter((form) => !paths.some((path) => form.test(path)));
  if (missing.length > 0) throw new Error(`The package has no file like ${missing.join(', ')}`);
}
