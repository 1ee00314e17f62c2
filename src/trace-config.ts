import { parsedBy, type Reader, toUrl } from './config-reader.ts';

/** Where spans are sent; the library reads all other variables of OpenTelemetry by itself. */
export interface TraceConfig {
  /** Whole address that batches are posted to, as OTLP over HTTP. */
  readonly url: string;
}

/** Null where nothing is traced: no address is set, or the standard's own variables switch tracing off. */
export function readTraces(reader: Reader): TraceConfig | null {
  const base = reader.read('OTEL_EXPORTER_OTLP_ENDPOINT', plainHttpUrl, null);
  const own = reader.read('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', plainHttpUrl, null);
  const isOff =
    reader.read('OTEL_SDK_DISABLED', trueOrFalseInAnyCase, false) ||
    reader.read('OTEL_TRACES_EXPORTER', exporterName, 'otlp') === 'none';
  if (isOff) return null;
  // The base is continued by the kind of what is sent; the address for traces alone is taken as it stands.
  if (own !== null) return { url: own };
  return base === null ? null : { url: `${base.replace(/\/+$/, '')}/v1/traces` };
}

const plainHttpUrl = parsedBy((text) => {
  const url = toUrl(text);
  const isPlain =
    url !== null && url.username === '' && url.password === '' && url.search === '' && url.hash === '';
  return isPlain && /^https?:$/.test(url.protocol) ? url.href : null;
}, 'must be an https:// (or http://) address without credentials and query. What a collector asks for besides stands in OTEL_EXPORTER_OTLP_HEADERS');

const trueOrFalseInAnyCase = parsedBy(
  (text) => ({ true: true, false: false })[text.toLowerCase()] ?? null,
  'must be true or false',
);

const exporterName = parsedBy(
  (text) => (text === 'otlp' || text === 'none' ? text : null),
  'must be otlp, or none to send no traces',
);
