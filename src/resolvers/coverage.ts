import type { RequestContext } from '../context.ts';
import { MAX_TABLES } from '../coverage/bounds.ts';
import {
  type CoverageReport,
  type CoveredTable,
  listCovered,
  toCoverageTable,
  toReport,
  toReportOfNothing,
} from '../coverage/report.ts';
import { graphqlError } from '../errors.ts';
import type { DbtCoverageResolvers } from '../generated/graphql.ts';
import { paced } from './paced.ts';

const MAX_FIRST = 1000;
/** Of all lists in one answer. */
const MAX_LISTED = 10_000;
/** To word a reason takes as long as a few hundred fields. */
const TABLES_PER_SLICE = 25;

/** What one request has read: however often it asks, tables are matched once, and its lists come one slice after the other. */
interface Reading {
  readonly report: Promise<CoverageReport>;
  listed: number;
  lastTurn: Promise<void>;
}

const readings = new WeakMap<RequestContext, Reading>();

function readingOf(context: RequestContext): Reading {
  const known = readings.get(context);
  if (known !== undefined) return known;
  const reading = { report: readReport(context), listed: 0, lastTurn: Promise.resolve() };
  readings.set(context, reading);
  return reading;
}

async function readReport(context: RequestContext): Promise<CoverageReport> {
  const { coverage } = context;
  if (coverage === null) return toReportOfNothing(context.now());
  const asked = await coverage.read(context.viewer().tenant);
  const verdicts = await context.reader.match(asked.tables.map(({ target }) => target));
  return toReport(asked, verdicts, MAX_TABLES);
}

export function readCoverage(context: RequestContext): Promise<CoverageReport> {
  context.integrations.requireAdmin(context.viewer(), 'dbtCoverage');
  return readingOf(context).report;
}

export const DbtCoverage: DbtCoverageResolvers = {
  tables(report, { statuses, first }, context) {
    if (first === null || first < 1 || first > MAX_FIRST) {
      throw graphqlError('BAD_USER_INPUT', `tables: first must be between 1 and ${MAX_FIRST}.`);
    }
    const tables = listCovered(report, statuses ?? null, first);
    const reading = readingOf(context);
    if (reading.listed + tables.length > MAX_LISTED) {
      throw graphqlError(
        'BAD_USER_INPUT',
        `tables: one request may list ${MAX_LISTED} tables in all. Ask for fewer at a time.`,
      );
    }
    reading.listed += tables.length;
    const nextTurn = () => {
      reading.lastTurn = reading.lastTurn.then(context.turn);
      return reading.lastTurn;
    };
    return paced({
      length: tables.length,
      itemAt: (position) => toCoverageTable(tables[position] as CoveredTable),
      perSlice: TABLES_PER_SLICE,
      nextTurn,
      ready: nextTurn(),
    });
  },
};
