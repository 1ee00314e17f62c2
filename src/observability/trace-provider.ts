import { ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { Resource } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor, type SpanExporter } from '@opentelemetry/sdk-trace-base';
import { SERVICE_NAME } from './service.ts';

export interface TraceProviderOptions {
  /** Base address without a trailing slash; `/v1/traces` is appended. */
  readonly otlpEndpoint: string;
  /** Told of every batch that could not be delivered. */
  readonly onFailure: (error: unknown) => void;
}

/** Callers choose the operation's name; nothing of a span grows with it. */
const MAX_VALUE_LENGTH = 256;

/** Collects spans and sends them in batches. Registers nothing globally, so that libraries of the process do not begin to trace. */
export function createTraceProvider({ otlpEndpoint, onFailure }: TraceProviderOptions): BasicTracerProvider {
  const exporter = new OTLPTraceExporter({ url: `${otlpEndpoint}/v1/traces` });
  return new BasicTracerProvider({
    resource: new Resource({ 'service.name': SERVICE_NAME }),
    generalLimits: { attributeValueLengthLimit: MAX_VALUE_LENGTH },
    spanProcessors: [new BatchSpanProcessor(reportFailures(exporter, onFailure))],
  });
}

/** The processor drops failed batches without a word unless a logger is installed for the whole process. */
function reportFailures(exporter: SpanExporter, onFailure: (error: unknown) => void): SpanExporter {
  return {
    export: (spans, done) =>
      exporter.export(spans, (result) => {
        if (result.code === ExportResultCode.FAILED) onFailure(result.error);
        done(result);
      }),
    shutdown: () => exporter.shutdown(),
  };
}
